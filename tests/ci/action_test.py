#!/usr/bin/env python3
"""The action's step on a small ttnn program without a device: what it says, writes, sets and ends with.

    action_test.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --source FOLDER

Exit: 0 as it should be, 1 not, 77 the runtime cannot run here.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import action_file

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "ttnn"))
from run import prepare  # noqa: E402

OPTIONS = None
VERSION = "0.81.1"
# An output may end no line, a log line begin no command, whatever a program is called.
WILD = ["a\n::error::injected", "\n::set-output name=result::ok", "##[add-mask]per core", "::stop-commands::x",
        "b\rresult=ok", "<script>alert(1)</script>"]
MODEL = """import json, sys
import l1trace, ttnn
rows, wild, code = {rows}, {wild}, {code}
device = ttnn.open_device(device_id=0)
kept = []
for name in wild or ["step"]:
    with l1trace.mark(name):
        x = ttnn.ones([rows, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                      memory_config=ttnn.L1_MEMORY_CONFIG)
        l1trace.name(x, name)
        y = ttnn.add(x, x, memory_config=ttnn.L1_MEMORY_CONFIG)     # the peak
        ttnn.deallocate(y)
        ttnn.deallocate(x)
ttnn.close_device(device)
sys.exit(code)
"""
PEAK_LINE = next(n for n, line in enumerate(MODEL.splitlines(), 1) if line.endswith("# the peak"))


def git(folder, *words):
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "commit.gpgsign=false", *words],
                   cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=dict(action_file.clean_environment(), GIT_CONFIG_GLOBAL="/dev/null",
                            GIT_CONFIG_SYSTEM="/dev/null"))


class Action(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.place = self.folder / "the repository"
        self.place.mkdir()
        self.model()

    def model(self, rows=1024, wild=(), code=0):
        (self.place / "model.py").write_text(MODEL.format(rows=rows, wild=list(wild), code=code))

    def environment(self):
        path = [pathlib.Path(OPTIONS.python).parent, pathlib.Path(OPTIONS.l1record).parent,
                pathlib.Path(OPTIONS.l1analyze).parent]
        return dict(action_file.clean_environment(), L1TRACE_MOCK_COMPILER="stand-in", TT_METAL_LOGGER_LEVEL="FATAL",
                    PYTHONDONTWRITEBYTECODE="1", PATH=os.pathsep.join([*map(str, path), os.environ["PATH"]]))

    def action(self, **inputs):
        """-> exit code, the log, outputs, the summary"""
        action = action_file.read(OPTIONS.source / "action.yml")
        runner = action_file.Runner(action, self.place, self.folder, self.environment())
        inputs = {"command": "python model.py", **{name.replace("_", "-"): text for name, text in inputs.items()}}
        done, outputs, summary, _ = runner.step(1, inputs, OPTIONS.source)
        self.assertEqual(set(outputs), {"result", "peak-bytes", "traces", "baseline"}, done.text)
        for word in ("traces", "baseline"):
            self.assertTrue(outputs[word].startswith(f"{self.place}/"), outputs)
        return done.returncode, done.text, outputs, summary

    def l1analyze(self, *words):
        return subprocess.run([OPTIONS.l1analyze, *words], cwd=self.place, check=True, stdout=subprocess.PIPE,
                              text=True).stdout

    def peak(self, trace):
        return max(row["peak_bytes"] for row in json.loads(self.l1analyze("peak", "--format", "json", trace)))

    def runs(self, baseline):
        return {entry["run"] for entry in json.loads(baseline.read_text())["entries"] if entry}

    def test_a_baseline_is_made_kept_and_what_is_worse_is_an_error_at_its_line(self):
        file = self.place / "ci/l1.json"
        with self.subTest("there is none yet"):
            code, log, outputs, summary = self.action(boards="n150, p150", baseline="ci/l1.json")
            self.assertEqual((code, outputs["result"]), (0, "new"), log)
            self.assertIn("there is no 'ci/l1.json' yet", log)
            self.assertIn("'ci/l1.json' has now: n150 p150; commit it", log)
            self.assertEqual(self.runs(file), {"n150", "p150"})
            peaks = {name: self.peak(f"l1trace-ci/{name}.l1t") for name in ("n150", "p150")}
            self.assertNotEqual(*peaks.values())
            self.assertEqual(int(outputs["peak-bytes"]), max(peaks.values()))
            for name, peak in peaks.items():
                self.assertIn(f"{name}: peak {peak} bytes per core; there is no baseline yet.", summary)
            first = file.read_text()
        with self.subTest("equal"):
            code, log, outputs, summary = self.action(boards="p150 n150", baseline="ci/l1.json")
            self.assertEqual((code, outputs["result"]), (0, "ok"), log)
            self.assertEqual(summary.count("nothing differs"), 2, summary)
            self.assertEqual([c for c in action_file.commands(log) if "group" not in c], [])
            self.assertEqual(file.read_text(), first)
            self.assertEqual(pathlib.Path(outputs["baseline"]).read_text(), first)
        with self.subTest("worse"):
            self.model(rows=2048)
            code, log, outputs, summary = self.action(boards="n150,p150", baseline="ci/l1.json", threshold="peak=2%")
            self.assertEqual((code, outputs["result"]), (1, "worse"), log)
            for name, peak in peaks.items():
                now = self.peak(f"l1trace-ci/{name}.l1t")
                self.assertGreater(now, peak)
                self.assertIn(f"peak {peak:,} → {now:,} per core", summary)
                self.assertIn(f"::error file=model.py,line={PEAK_LINE},title=L1 peak::the peak of L1 is here: "
                              f"{peak:,} -> {now:,} bytes per core", log)
            self.assertEqual(file.read_text(), first)
        with self.subTest("allowed"):
            code, log, outputs, _ = self.action(baseline="ci/l1.json", threshold="peak=900%")
            self.assertEqual((code, outputs["result"]), (0, "ok"), log)
        with self.subTest("accepted, outside of GitHub"):
            shutil.copy(outputs["baseline"], file)
            self.assertEqual(self.runs(file), {"n150", "p150"})
            done = subprocess.run([OPTIONS.source / "cmake/ci/l1trace_ci.sh", "--baseline", "ci/l1.json", "--",
                                   "python", "model.py"], cwd=self.place, env=self.environment(),
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("nothing differs: peak", done.stdout)
            self.assertEqual(action_file.commands(done.stdout), [])

    def test_a_program_that_fails_keeps_its_exit_code_and_makes_no_baseline(self):
        self.model(code=7)
        code, log, outputs, summary = self.action()
        self.assertEqual((code, outputs["result"]), (7, "failed"), log)
        self.assertIn("n150: the command ended with exit code 7.", summary)
        self.assertFalse((self.place / "l1.json").exists())
        code, log, outputs, _ = self.action(command="echo 'not $recorded' && exit 3 | cat", traces="100%/x")
        self.assertEqual((code, outputs["result"]), (3, "failed"), log)
        self.assertIn("not $recorded\n", log)
        code, log, outputs, _ = self.action(command="true")
        self.assertEqual((code, outputs["result"], outputs["peak-bytes"]), (3, "failed", ""), log)
        self.assertIn("nothing was recorded: does the command open a device?", log)

    def test_the_base_branch_decides_whatever_the_branch_has_committed(self):
        origin = self.folder / "origin"
        self.action()
        git(self.place, "init", "-q", "-b", "main")
        git(self.place, "add", "model.py", "l1.json")
        git(self.place, "commit", "-q", "-m", "one")
        git(self.place, "checkout", "-q", "-b", "topic")
        self.model(rows=2048)
        code, _, outputs, _ = self.action(base_ref="main")
        self.assertEqual((code, outputs["result"]), (1, "worse"))
        shutil.copy(outputs["baseline"], self.place / "l1.json")
        git(self.place, "commit", "-q", "-a", "-m", "two")
        # as actions/checkout has it: one commit of one branch
        self.place.rename(origin)
        git(self.folder, "clone", "-q", "--depth", "1", "-b", "topic", origin.as_uri(), str(self.place))
        code, log, outputs, _ = self.action(base_ref="main")
        self.assertEqual((code, outputs["result"]), (1, "worse"), log)
        mine = (self.place / "l1.json").read_text()
        code, log, outputs, _ = self.action()
        self.assertEqual((code, outputs["result"]), (0, "ok"), log)
        self.assertEqual((self.place / "l1.json").read_text(), mine)

    def test_no_name_of_a_program_commands_the_runner(self):
        self.model(wild=WILD)
        self.action()
        self.model(rows=4096, wild=WILD)
        code, log, outputs, summary = self.action(threshold="0")
        self.assertEqual((code, outputs["result"]), (1, "worse"), log)
        self.assertRegex(log, "phase '.*add-mask]per core'")
        for line in action_file.commands(log):
            self.assertRegex(line, r"^::(error|warning|notice) (file=model\.py,line=\d+,)?title=L1[ a-z]*::"
                                   r"|^::group::L1 on n150$|^::endgroup::$")
            self.assertFalse(line.startswith("::error::"), line)
        self.assertNotIn("<script>", summary)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("--l1record", "--l1analyze", "--venvs", "--source"):
        parser.add_argument(option, type=lambda word: pathlib.Path(word).resolve(), required=True)
    OPTIONS, words = parser.parse_known_args()
    OPTIONS.python = prepare(OPTIONS.venvs, VERSION)
    unittest.main(argv=[sys.argv[0], *words])
