"""
A model on the real runtime (mock) is watched: what is shown at each of its steps is what the other verbs
say then, and when it is killed in the middle that is said.
    watch_ttnn_test.py L1ANALYZE L1RECORD RECORDING_HOST VENVS SOURCE
"""
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import unittest

from watching import BOUND_S, RECORD, Terminal, environment, once, rows, skip_without_terminal

VENVS, SOURCE = pathlib.Path(sys.argv[4]), pathlib.Path(sys.argv[5])
sys.path.insert(0, str(SOURCE / "tests/ttnn"))
from run import prepare  # noqa: E402

VERSION = "0.81.1"


class Model(unittest.TestCase):
    def step(self, word=None):
        """Lets the model go on; it answers when it is there."""
        if word:
            self.model.stdin.write(b"\n")
            self.model.stdin.flush()
        while True:
            self.assertTrue(select.select([self.model.stdout], [], [], BOUND_S)[0], "no answer")
            line = self.model.stdout.readline()
            self.assertTrue(line, "the model has ended")
            if line.strip() in (b"held", b"added", b"failed"):
                return line.strip().decode()

    def test_a_model_is_shown_as_it_goes_on_until_it_is_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = pathlib.Path(folder) / "run.l1t"
            self.model = subprocess.Popen(
                [RECORD, "--mock", "n150", "-f", "-o", str(trace), "--",
                 PYTHON, str(SOURCE / "tests/watch/watch_model.py")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=environment(), cwd=folder)
            self.assertEqual(self.step(), "held")
            t = Terminal(trace, columns=110, rows=40)
            seen, = json.loads(once(trace, "--format", "json").stdout)
            text = t.wait_for(rf'B buffers {seen["buffer_bytes"]:,} ')
            self.assertGreater(seen["buffer_bytes"], 200000)
            self.assertRegex(text, rf'{seen["buffer_bytes"]:,} +1x cache ttnn\.ones +.*watch_model\.py:\d+ tensor')
            self.assertEqual(self.step("added"), "added")
            seen, = json.loads(once(trace, "--format", "json").stdout)
            peaks = rows("peak", trace)
            self.assertEqual(seen["peak_bytes"], max(p["peak_bytes"] for p in peaks))
            self.assertEqual(seen["headroom_bytes"], min(p["headroom_bytes"] for p in peaks
                                                         if p["headroom_bytes"] is not None))
            self.assertEqual(seen["ops"], 3)
            self.assertEqual(seen["name"], "ttnn.add")
            t.wait_for(rf'peak {seen["peak_bytes"]:,} ')
            self.assertEqual(self.step("failed"), "failed")
            seen, = json.loads(once(trace, "--format", "json").stdout)
            self.assertEqual(seen["failures"], 1)
            says = [row["note"] for row in rows("explain", trace) if row["role"] == "verdict"]
            self.assertEqual(seen["cure"], says[-1])
            t.wait_for("FAILED 1 time, last oom")
            begin = re.escape(says[-1][:60])
            t.wait_for(begin)
            # the recorder's process, not l1record: its group is its own
            pid = seen["pid"]
            os.kill(pid, signal.SIGKILL)
            t.wait_for(f"killed by signal 9|there is no process {pid} any more")
            self.model.stdin.close()
            self.model.wait()
            self.model.stdout.close()
            t.wait_for("killed by signal 9")    # l1record has written it
            t.press("q")
            t.end()


if __name__ == "__main__":
    skip_without_terminal()
    PYTHON = prepare(str(VENVS), VERSION)
    unittest.main(argv=sys.argv[:1] + sys.argv[6:])
