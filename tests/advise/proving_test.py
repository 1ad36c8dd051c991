#!/usr/bin/env python3
"""`l1analyze advise --prove` runs a program with its advice done to it, on the real runtime: what is true is
proved, what is not is found out, and nothing stays behind.

    proving_test.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1 [UNITTEST OPTION..]

Exit: 0 so it is, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import proof_helper_cases
from proof_helper_cases import Helper        # its tests run here
from random_programs import options_of

# With AGAIN in its environment the function takes y once more, which it did not when it was recorded.
SCRIPT = """import os
import ttnn
device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
KEPT = []
def block(x):
    y = ttnn.relu(x, memory_config=L1)
    KEPT.append(y)
    z = ttnn.add(y, y,
                 memory_config=L1)
    w = ttnn.exp(z, memory_config=L1)
    if "AGAIN" in os.environ:
        ttnn.neg(KEPT[0], memory_config=L1)
    return ttnn.neg(w, memory_config=L1)
x = ttnn.zeros([1, 1, 512, 512], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
result = block(x)
ttnn.neg(result, memory_config=L1)
"""
# The last op finds no room beside x, and takes more than all before it once it has some.
NO_ROOM = """import ttnn
device = ttnn.open_device(device_id=0)
x = ttnn.zeros([1, 1, 1280, 8192], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device)
x = ttnn.to_memory_config(x, ttnn.L1_MEMORY_CONFIG)
try:
    ttnn.softmax(x, dim=-1, memory_config=ttnn.DRAM_MEMORY_CONFIG)
except RuntimeError:
    pass
"""
OPTIONS = None


class Proving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="l1t-proving-")
        cls.folder = pathlib.Path(cls.place.name)
        cls.environment = {k: v for k, v in os.environ.items() if k not in (
            "LD_PRELOAD", "L1TRACE", "L1TRACE_OVERFLOW", "TT_METAL_RUNTIME_ROOT", "PYTHONPATH")}
        (cls.folder / "temporary").mkdir()
        cls.environment.update(L1TRACE_MOCK_COMPILER="stand-in", PYTHONDONTWRITEBYTECODE="1",
                               TMPDIR=str(cls.folder / "temporary"))

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def record(self, name, source):
        (self.folder / f"{name}.py").write_text(source)
        done = subprocess.run([OPTIONS.l1record, "--mock", "n150", "-f", "-o", f"{name}.l1t", "--",
                               OPTIONS.python, f"{name}.py"], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True)
        self.assertTrue((self.folder / f"{name}.l1t").exists(), done.stderr[-500:])

    def words(self, name, *options):
        return [OPTIONS.l1analyze, "advise", "--prove", "--format", "jsonl", *options, f"{name}.l1t", "--",
                OPTIONS.python, f"{name}.py"]

    def prove(self, name, status, *options):
        done = subprocess.run(self.words(name, *options), cwd=self.folder, env=self.environment,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(list((self.folder / "temporary").glob("l1analyze*")), [])
        self.errors = done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_what_is_true_is_proved(self):
        self.record("true", SCRIPT)
        rows = self.prove("true", 0, "--limit", "50")
        self.assertEqual({(row["verdict"], row["because"]) for row in rows if row["action"] == "in place"},
                         {("not done", "it takes an edit of the program")})
        to_dram = [row for row in rows if row["action"] == "to dram"]
        self.assertTrue(to_dram)
        for row in to_dram:
            self.assertEqual(row["verdict"], "proved")
            self.assertLess(row["peak_seen_bytes"], row["peak_bytes"])
        rows = [row for row in rows if row["action"] not in ("in place", "to dram")]
        self.assertEqual({row["verdict"] for row in rows}, {"proved"})
        self.assertEqual([row["action"] for row in rows],
                         ["free earlier"] * (len(rows) - 1) + ["all together"])
        self.assertGreater(len(rows), 2)
        for row in rows:
            self.assertEqual(row["peak_seen_bytes"], row["peak_after_bytes"])
            self.assertEqual(row["done"], row["count"])
        self.assertLess(rows[-1]["peak_seen_bytes"], rows[-1]["peak_bytes"])
        self.assertEqual((self.folder / "true.py").read_text(), SCRIPT)

    def test_a_device_is_opened_with_another_l1_small_size(self):
        self.record("small", SCRIPT.replace("device_id=0", "device_id=0, l1_small_size=32768"))
        rows = {row["action"]: row for row in self.prove("small", 0, "--limit", "50")}
        row = rows["l1_small_size"]
        self.assertEqual((row["verdict"], row["done"], row["peak_seen_bytes"]), ("proved", 1, row["peak_bytes"]))
        self.assertEqual(rows["all together"]["verdict"], "proved")
        self.assertNotIn("look at", rows)

    def test_only_as_many_as_were_asked_for_are_tried_alone(self):
        self.record("few", SCRIPT)
        rows = self.prove("few", 0, "--limit", "1")
        self.assertEqual([row["action"] for row in rows], ["free earlier", "all together"])
        more = int(re.search(r"--limit (\d+) tries each", self.errors)[1])
        self.assertEqual(len(self.prove("few", 0, "--limit", str(more))), more + 1)
        self.assertNotIn("--limit", self.errors)

    def test_what_failed_may_take_more_than_was_said_once_it_runs(self):
        self.record("no_room", NO_ROOM)
        row = next(row for row in self.prove("no_room", 0) if row["action"] == "to dram")
        self.assertEqual((row["failures"], row["failures_seen"], row["verdict"], row["because"]),
                         (1, 0, "proved", "it ran on, and took more later"))
        self.assertGreater(row["peak_seen_bytes"], row["peak_bytes"])

    def test_what_to_go_on_with_names_the_trace_alone(self):
        self.record("table", NO_ROOM)
        words = [w for w in self.words("table") if w not in ("--format", "jsonl")]
        done = subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        self.assertEqual(done.stdout.splitlines()[-1], "next: l1analyze advise table.l1t", done.stderr)

    def test_what_is_not_true_is_found_out(self):
        self.record("untrue", SCRIPT)
        self.environment["AGAIN"] = "1"
        rows = {row["variable"]: row for row in self.prove("untrue", 1)
                if row["action"] in ("free earlier", "all together")}
        del self.environment["AGAIN"]
        self.assertEqual(rows["y"]["verdict"], "not so")
        self.assertIn("ended with 1", rows["y"]["because"])
        self.assertEqual(rows["z"]["verdict"], "proved")
        self.assertEqual(rows[None]["verdict"], "not so")

    def test_of_two_names_of_which_one_goes_none_is_freed(self):
        self.record("several", (pathlib.Path(__file__).parent / "models" / "one_of_two.py").read_text())
        rows = [row for row in self.prove("several", 0) if row["action"] == "free earlier"]
        self.assertEqual([(row["variable"], row["verdict"], row["because"]) for row in rows],
                         [(None, "not done", "no variable is known for the tensor there"),
                          ("active", "proved", None)])

    def test_another_program_is_refused(self):
        self.record("one", SCRIPT)
        self.record("other", SCRIPT.replace("512", "1024"))
        words = self.words("one")
        words[-1] = "other.py"
        done = subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("is not what 'one.l1t' is of", done.stderr)

    def test_a_recording_that_is_no_proof_takes_no_helper(self):
        self.record("plain", "import sys\nsys.stderr.write(str(sys.modules.get('sitecustomize')) + '#')\n"
                    "assert not hasattr(sys, 'monitoring') or not sys.monitoring.get_tool(4)\n"
                    "import ttnn\nttnn.close_device(ttnn.open_device(device_id=0))\n")

    def test_a_signal_ends_the_command_and_leaves_nothing(self):
        self.record("slow", SCRIPT)
        (self.folder / "slow.py").write_text(
            SCRIPT + f"open('{self.folder}/pid', 'w').write(str(os.getpid()))\n"
            "import time\ntime.sleep(600)\n")
        process = subprocess.Popen(self.words("slow"), cwd=self.folder, env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(6000):
            if (self.folder / "pid").exists() and (self.folder / "pid").read_text():
                break
            time.sleep(.02)
        pid = int((self.folder / "pid").read_text())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(), -signal.SIGTERM)
        self.assertEqual(list((self.folder / "temporary").glob("l1analyze*")), [])
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def test_words_that_say_too_little_are_refused(self):
        for words, said in ((("--prove", "x.l1t"), "-- python3 model.py"), (("--mock", "n150", "x.l1t"), "--prove"),
                            (("--prove", "--op", "1", "x.l1t", "--", "a"), "cannot be limited")):
            done = subprocess.run([OPTIONS.l1analyze, "advise", *words], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    known, rest = [], []
    words = sys.argv[1:]
    while words:
        if words[0].startswith("--") and len(words) > 1:
            known += [words.pop(0), words.pop(0)]
        else:
            rest.append(words.pop(0))
    OPTIONS = options_of(known, argparse.ArgumentParser())
    proof_helper_cases.PYTHON = OPTIONS.python
    assert issubclass(Helper, unittest.TestCase)
    unittest.main(argv=[sys.argv[0], *rest])
