"""
What `export --to perfetto` writes is what Perfetto's schema says.
    structure_test.py L1ANALYZE MAKE_NASTY MAKE_MESH TOOLS TRACE...
"""
import gzip
import subprocess
import sys
import unittest

import judged
from judged import export

PYTHON = judged.prepare("schema")
TRACES = judged.traces()


def check(*paths):
    """Numbers of events; fails where packets are wrong."""
    done = subprocess.run([PYTHON, judged.HERE / "packets.py", *paths], capture_output=True, text=True,
                          check=False)
    assert not done.returncode, done.stderr
    return [int(line) for line in done.stdout.split()]


class Structure(unittest.TestCase):
    def test_packets_are_sound_whatever_the_trace(self):
        paths = [export(f"{name}.pftrace", trace) for name, trace in TRACES.items()]
        paths += [export(f"{name}.all", "--cores", "all", trace) for name, trace in TRACES.items()]
        for path, events in zip(paths, check(*paths)):
            self.assertGreater(events, 0, path)

    def test_runs_share_a_file(self):
        alone = [export(f"{name}.one", trace) for name, trace in TRACES.items()]
        together = export("together.pftrace", *TRACES.values())
        *counts, total = check(*alone, together)
        self.assertEqual(total, sum(counts))

    def test_gzip_packs_the_same_bytes(self):
        trace = TRACES["ttnn_mlp"]
        plain = export("plain.pftrace", trace)
        for packed in (export("packed", "--gzip", trace), export("packed.pftrace.gz", trace)):
            with open(plain, "rb") as a, gzip.open(packed, "rb") as b:
                self.assertEqual(a.read(), b.read())

    def test_most_events_take_less_than_thirty_bytes(self):
        path = export("small.pftrace", TRACES["ttnn_transformer"])
        with open(path, "rb") as f:
            self.assertLess(len(f.read()) / check(path)[0], 30)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
