"""
go tool pprof reads the profile, and its sums are those of peak and leaks. Without Go it is skipped (77).

    pprof_test.py L1ANALYZE MAKE_NASTY TRACE...
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from read_stacks import ask, rows

ANALYZE, NASTY, SAMPLES = sys.argv[1], sys.argv[2], sys.argv[3:]


class Pprof(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.nasty = os.path.join(cls.folder.name, "nasty.l1t")
        subprocess.run([NASTY, cls.nasty], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def write(self, name, *words):
        file = os.path.join(self.folder.name, name)
        ask(ANALYZE, "export", "--to", "pprof", "-f", "-o", file, *words)
        return file

    def tool(self, *words):
        """What it prints of all nodes, in bytes; it asks no network and keeps nothing at home."""
        return subprocess.run(
            ["go", "tool", "pprof", "-symbolize=none", "-nodecount=100000", "-nodefraction=0", *words],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, PPROF_TMPDIR=self.folder.name)).stdout

    def top(self, *words):
        """(total, {name: (flat, cum)})"""
        text = self.tool("-top", "-unit=bytes", *words)
        whole = re.search(r"100% of (-?\d+)B? total", text)
        size = re.compile(r"\s*(-?\d+)B?\s+\S+\s+\S+\s+(-?\d+)B?\s+\S+\s+(.*)")
        lines = (size.match(line) for line in text.split("flat%", 1)[1].split("\n")[1:] if line)
        return int(whole[1]), {found[3]: (int(found[1]), int(found[2])) for found in lines}

    def test_top_has_the_bytes_of_the_peak(self):
        for trace in [*SAMPLES, self.nasty]:
            worst = max(rows(ANALYZE, "peak", trace), key=lambda row: int(row["peak_bytes"]))
            whole, names = self.top(self.write("p.pb.gz", trace))
            self.assertEqual(whole, int(worst["peak_bytes"]))
            self.assertEqual(sum(flat for flat, _ in names.values()), whole)
            self.assertEqual(sum(flat for name, (flat, _) in names.items() if name in ("cb", "dfb", "scratchpad")),
                             int(worst["program_bytes"]))

    def test_an_op_has_the_bytes_that_it_holds(self):
        for trace in SAMPLES:
            held = {}
            for row in rows(ANALYZE, "peak", "--owners", trace):
                held[row["owner"]] = held.get(row["owner"], 0) + int(row["bytes_per_core"])
            names = self.top("-cum", self.write("p.pb.gz", trace))[1]
            self.assertEqual({name: names[name][1] for name in held}, held)
            self.assertIn("<module>", names)

    def test_top_has_the_bytes_of_leaks(self):
        trace = next(t for t in SAMPLES if "mlp" in t)
        whole, names = self.top(self.write("l.pb.gz", "--at", "leaks", trace))
        self.assertEqual(whole, sum(int(row["bytes_per_core"]) for row in rows(ANALYZE, "leaks", trace)))
        self.assertEqual(names["freed at device close"][1], whole)

    def test_two_runs_are_compared(self):
        first, second = SAMPLES[:2]
        before, after = self.write("a.pb.gz", first), self.write("b.pb.gz", second)
        text = self.tool("-top", "-unit=bytes", "-base", before, after)
        a, b = self.top(before)[0], self.top(after)[0]
        flats = re.findall(r"^\s*(-?\d+)B?\s+\S+%\s+\S+%", text, re.M)
        self.assertEqual(sum(map(int, flats)), b - a)

    def test_comments_say_what_it_is_of(self):
        text = self.tool("-comments", self.write("p.pb.gz", SAMPLES[0]))
        self.assertRegex(text, r"core \d+,\d+ of chip 0 holds [\d,]+ bytes at [\d.]+ ms")

    def test_lines_of_a_source_have_their_bytes(self):
        trace = next(t for t in SAMPLES if "mlp" in t)
        text = self.tool("-top", "-lines", "-cum", "-unit=bytes", self.write("p.pb.gz", trace))
        self.assertRegex(text, r"MLP\.__call__ samples/ttnn/mlp\.py:\d+")


if __name__ == "__main__":
    if not shutil.which("go"):
        print("not run: no Go here, whose tool pprof reads profiles")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
