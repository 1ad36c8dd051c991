#!/usr/bin/env python3
"""What diff says of a change of a program, and a baseline, on the real runtime: each variant of a small model is
recorded in a checkout of its own.

    changes_test.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1

Exit: 0 so it is, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "ttnn"))
from run import prepare  # noqa: E402

MODEL = """import ttnn
device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
kept = []
def layer(x):
    y = ttnn.relu(x, memory_config=L1)
    z = ttnn.exp(y, memory_config=L1)
    ttnn.deallocate(y)
    w = ttnn.neg(z, memory_config=L1)
    ttnn.deallocate(z)
    return w
x = ttnn.zeros([1, 1, 256, 256], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
for _ in range(12):
    x = layer(x)
ttnn.close_device(device)
"""
OPTIONS = None


class Changes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="l1t-changes-")
        cls.folder = pathlib.Path(cls.place.name)
        cls.before = cls.record("before", MODEL)

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    @classmethod
    def record(cls, name, source):
        checkout = cls.folder / name / "deep" / "checkout"
        checkout.mkdir(parents=True)
        (checkout / "model.py").write_text(source)
        environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE", "PYTHONPATH")}
        environment.update(L1TRACE_MOCK_COMPILER="stand-in", PYTHONDONTWRITEBYTECODE="1")
        trace = checkout / "model.l1t"
        done = subprocess.run([OPTIONS.l1record, "--mock", "n150", "-o", trace, "--", OPTIONS.python, "model.py"],
                              cwd=checkout, env=environment, capture_output=True, text=True, check=False)
        assert trace.exists(), done.stderr[-500:]
        return trace

    def diff(self, *words, status=0):
        done = subprocess.run([OPTIONS.l1analyze, "diff", *words], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def rows(self, after, what):
        return [r for r in json.loads(self.diff("--format", "json", self.before, after).stdout) if r["what"] == what]

    def baseline(self, trace):
        return subprocess.run([OPTIONS.l1analyze, "baseline", trace], capture_output=True, check=True).stdout

    def test_a_program_recorded_again_elsewhere_is_equal_and_has_the_same_baseline(self):
        after = self.record("again", MODEL)
        self.assertIn("nothing differs: peak", self.diff(self.before, after).stdout)
        self.assertEqual(self.baseline(self.before), self.baseline(after))
        self.assertNotIn(str(self.folder).encode(), self.baseline(after))

    def test_an_op_inserted_at_the_front_and_lines_that_moved_change_no_other_op(self):
        after = self.record("front", MODEL.replace("for _ in", "\n\nx = ttnn.sqrt(x, memory_config=L1)\nfor _ in"))
        self.assertEqual([(r["name"], r["times"]) for r in self.rows(after, "op added")], [("ttnn.sqrt", 1)])
        self.assertEqual(self.rows(after, "op removed") + self.rows(after, "op changed"), [])

    def test_a_buffer_kept_in_each_of_twelve_layers_is_one_row_and_its_line_is_named(self):
        after = self.record("kept", MODEL.replace("    ttnn.deallocate(y)\n", "    kept.append(y)\n"))
        held = self.rows(after, "at peak")
        self.assertEqual(held[0]["name"], "ttnn.relu y")
        self.assertTrue(held[0]["callsite"].startswith("model.py:6 layer"))
        changed = self.rows(after, "op changed")
        self.assertLessEqual(len(changed), 3)
        self.assertGreaterEqual(max(r["times"] for r in changed), 11)
        text = self.diff(self.before, after).stdout
        self.assertRegex(text, r"peak +[\d,]+ -> [\d,]+ per core \(\+")
        self.assertLessEqual(len(text.splitlines()), 24)
        done = self.diff("--threshold", "peak=2%,leaks=0", "--annotate", self.before, after, status=1)
        self.assertIn("::error file=model.py,line=6,title=L1 leak::", done.stderr)
        # the other way round it is better, and passes
        self.diff("--threshold", "0", after, self.before)
        stored = self.folder / "l1.json"
        stored.write_bytes(self.baseline(self.before))
        self.diff("--threshold", "peak=2%,leaks=0", stored, after, status=1)
        self.diff("--threshold", "peak=1000%,leaks=12,headroom=1MiB", stored, after)

    def test_what_does_not_fit_any_more_comes_first(self):
        after = self.record("fails", MODEL.replace("ttnn.close_device", "big = [ttnn.zeros([1, 1, 4096, 4096], dtype="
                            "ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1) "
                            "for _ in range(9)]\nttnn.close_device"))
        row, = self.rows(after, "failure")
        self.assertEqual((row["name"], row["a"], row["b"]), ("oom", 0, 1))
        self.assertIn("model.py:15", row["callsite"])
        self.assertIn("::error file=model.py,line=15,title=L1 failure::oom: 0 -> 1",
                      self.diff("--annotate", self.before, after).stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("--l1record", "--l1analyze"):
        parser.add_argument(option, required=True, type=os.path.abspath)
    for option in ("--venvs", "--version"):
        parser.add_argument(option, required=True)
    OPTIONS, rest = parser.parse_known_args()
    OPTIONS.python = prepare(OPTIONS.venvs, OPTIONS.version)
    unittest.main(argv=[sys.argv[0], *rest])
