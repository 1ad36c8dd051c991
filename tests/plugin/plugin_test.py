#!/usr/bin/env python3
"""The pytest plugin on tests of the real runtime, without a device: what it judges, says and writes.

    plugin_test.py L1ANALYZE L1RECORD VENVS SOURCE
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

L1ANALYZE, L1RECORD, VENVS, SOURCE = sys.argv[1:5]
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(pathlib.Path(SOURCE) / "tests/ttnn"))
from run import prepare  # noqa: E402

VERSIONS = ("0.76.0", "0.81.1")
VERSION = VERSIONS[-1]
MODULE = "test_module.py::"


def line_of(file, comment):
    lines = (HERE / "suite" / file).read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.endswith(f"# {comment}"))


class Plugin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name).resolve() / "suite"
        shutil.copytree(HERE / "suite", cls.folder, ignore=shutil.ignore_patterns("__pycache__"))
        cls.first = cls.pytest("--l1", "--l1-mock", "n150", "--l1-budget", "600 KiB", "--l1-baseline", "l1.json",
                               "--l1-trace", "first.l1t", "--junitxml", "first.xml", "test_each.py", "test_module.py",
                               "test_session.py")
        cls.baseline = json.loads((cls.folder / "l1.json").read_text())
        cls.cases = cls.junit("first.xml")

    @classmethod
    def pytest(cls, *words, python=None):
        environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE", "PYTEST_ADDOPTS")}
        environment.update(PYTHONPATH=f"{PACKAGES}{os.pathsep}{SOURCE}/recorder/python", L1ANALYZE=L1ANALYZE,
                           PATH=f"{pathlib.Path(L1RECORD).parent}{os.pathsep}{os.environ['PATH']}",
                           TT_METAL_LOGGER_LEVEL="FATAL", COLUMNS="300", PYTHONDONTWRITEBYTECODE="1")
        return subprocess.run([python or PYTHON, "-m", "pytest", "-p", "l1trace.pytest_plugin", "-p", "no:cacheprovider",
                               "--tb=short", *words], cwd=cls.folder, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    @classmethod
    def junit(cls, name):
        """{file::test: (passed | failure | error | skipped, its text, its properties)}"""
        cases = {}
        for case in xml.etree.ElementTree.parse(cls.folder / name).iter("testcase"):
            end = next((e for e in case if e.tag in ("failure", "error", "skipped")), None)
            properties = {p.get("name"): p.get("value") for p in case.iter("property")}
            cases[f"{case.get('classname')}.py::{case.get('name')}"] = (
                "passed" if end is None else end.tag,
                "" if end is None else f"{end.get('message')}\n{end.text}", properties)
        return cases

    def peak(self, test, trace="first.l1t"):
        rows = json.loads(subprocess.run([L1ANALYZE, "peak", "--by", "device", "--format", "json", f"--mark={test}",
                                          self.folder / trace], stdout=subprocess.PIPE, check=True).stdout)
        return max(row["peak_bytes"] for row in rows)

    def test_each_test_ends_as_its_limits_say(self):
        self.assertEqual({t: c[0] for t, c in self.cases.items()}, {
            "test_each.py::test_fits": "passed", "test_each.py::test_over": "failure",
            "test_each.py::test_fails_itself": "failure", MODULE + "test_leak": "error",
            MODULE + "test_allowed_leak": "passed", MODULE + "test_leaves_nothing": "passed",
            MODULE + "test_wrong_mark": "failure", "test_session.py::test_over_budget": "failure",
            "test_session.py::test_own_limit": "failure", "test_session.py::test_small": "passed"}, self.first.stdout)
        self.assertEqual(self.first.returncode, 1)

    def test_junit_has_the_peak_that_l1analyze_prints_of_the_finished_trace(self):
        for test, (_, _, properties) in self.cases.items():
            if "wrong_mark" not in test:
                self.assertEqual(int(properties["l1_peak_bytes"]), self.peak(test), test)

    def test_a_failure_names_core_op_line_and_what_to_free(self):
        text, peak = self.cases["test_each.py::test_over"][1], self.peak("test_each.py::test_over")
        over, made = line_of("test_each.py", "over here"), line_of("test_each.py", "made here")
        self.assertRegex(text, rf"core \d+,\d+ of chip 0 held {peak:,} of 40,960 bytes in op \d+, ttnn\.layer_norm, "
                               rf"at test_each\.py:{over} test_over")
        self.assertRegex(text, rf"program of ttnn\.layer_norm, test_each\.py:{over} test_over")
        self.assertIn(f"made at test_each.py:{made} test_over): nothing has used it since test_each.py:{made}", text)
        self.assertIn("l1analyze peak --owners --mark 'test_each.py::test_over'", text)
        self.assertRegex(self.first.stdout, r"FAILED test_each\.py::test_over - L1Limit: L1 over its limit: core")

    def test_a_test_that_fails_by_itself_says_only_that(self):
        self.assertNotIn("L1", self.cases["test_each.py::test_fails_itself"][1])

    def test_a_leak_is_named_by_its_line_and_fixtures_have_none(self):
        text = self.cases[MODULE + "test_leak"][1]
        self.assertRegex(text, rf"8,192 +1 x ttnn\.ones .*suite_tensors\.py:\d+ ones < "
                               rf"test_module\.py:{line_of('test_module.py', 'left here')} test_leak")
        self.assertNotIn("weights", text)

    def test_the_budget_is_for_tests_that_have_no_limit(self):
        self.assertIn("over --l1-budget", self.cases["test_session.py::test_over_budget"][1])
        self.assertIn("over its limit", self.cases["test_session.py::test_own_limit"][1])

    def test_the_table_has_every_test_the_fullest_first(self):
        shown = re.findall(r"^ *([\d,]+) +[\d.]+ % +(test_\S+)", self.first.stdout, re.M)
        sizes = [int(size.replace(",", "")) for size, _ in shown]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertEqual({t: s for (_, t), s in zip(shown, sizes)}, {t: self.peak(t) for t in self.cases})
        self.assertIn(f"next: l1analyze peak --by mark {self.folder}/first.l1t", self.first.stdout)

    def test_the_baseline_has_the_tests_that_passed_and_an_increase_is_a_failure(self):
        passed = [t for t, c in self.cases.items() if c[0] == "passed"]
        self.assertEqual(self.baseline["tests"], {t: self.peak(t) for t in passed})
        less = dict(self.baseline, tests=dict(self.baseline["tests"]))
        less["tests"][MODULE + "test_leaves_nothing"] -= 1
        (self.folder / "less.json").write_text(json.dumps(less))
        done = self.pytest("--l1-trace", "increase.l1t", "--l1-mock", "n150", "--l1-baseline", "less.json",
                           "--l1-fail-on-increase", "--junitxml", "increase.xml", "test_module.py", "-k",
                           "allowed_leak or leaves_nothing or test_leak")
        cases = self.junit("increase.xml")
        self.assertEqual({t: c[0] for t, c in cases.items()}, {
            MODULE + "test_leak": "error", MODULE + "test_allowed_leak": "passed",
            MODULE + "test_leaves_nothing": "failure"}, done.stdout)
        self.assertIn("over the baseline", cases[MODULE + "test_leaves_nothing"][1])
        self.assertEqual(json.loads((self.folder / "less.json").read_text()), less)

    def test_with_xdist_each_worker_has_a_trace_and_all_is_as_without(self):
        done = self.pytest("-n", "2", "--dist", "loadfile", "--l1", "--l1-mock", "n150", "--l1-trace", "many%p.l1t",
                           "--l1-baseline", "many.json", "--junitxml", "many.xml", "test_each.py", "test_module.py")
        cases = self.junit("many.xml")
        both = {t: c for t, c in self.cases.items() if t in cases}
        self.assertEqual(len(both), 7, done.stdout)
        self.assertEqual({t: (c[0], c[2]) for t, c in cases.items()}, {t: (c[0], c[2]) for t, c in both.items()})
        self.assertEqual(len(list(self.folder.glob("many*.l1t"))), 2)
        self.assertEqual(json.loads((self.folder / "many.json").read_text())["tests"],
                         {t: p for t, p in self.baseline["tests"].items() if t in cases})
        self.assertEqual(len(re.findall(r"next: l1analyze peak --by mark \S+many\d+\.l1t", done.stdout)), 2)

    def test_of_a_test_that_runs_again_the_last_run_counts_and_to_be_over_can_be_expected(self):
        file = "test_outcomes.py::"
        for version in VERSIONS:
            with self.subTest(ttnn=version):
                done = self.pytest("--l1", "--l1-mock", "n150", "--l1-trace", "outcomes.l1t", "-rA", "--l1-baseline",
                                   f"{version}.json", "test_outcomes.py", python=prepare(VENVS, version))
                ends = {test: end for end, test in re.findall(rf"^(FAILED|PASSED|XFAIL|XPASS) {file}(\w+)",
                                                              done.stdout, re.M)}
                self.assertEqual(ends, {
                    "test_second_run_counts": "PASSED", "test_over_in_each_run": "FAILED",
                    "test_expected_to_be_over": "XFAIL", "test_expected_but_fits": "FAILED",
                    "test_expected_to_fail_otherwise": "FAILED", "test_expected_to_leak": "XPASS",
                    "test_core_over": "FAILED", "test_core_may_hold_more": "PASSED",
                    "test_other_cores_have_none": "PASSED", "test_core_that_is_none": "FAILED"}, done.stdout)
                self.assertIn("5 failed, 3 passed, 1 skipped, 2 xfailed, 1 xpassed, 2 rerun", done.stdout)
                self.assertIn(f"XFAIL at teardown of {file}test_expected_to_leak", done.stdout)
                self.assertIn("was not judged: no device has core 90,0-90,3", done.stdout)
                self.assertIn("'here' is no core: '0,0'", done.stdout)
                peaks = {test: self.peak(file + test, "outcomes.l1t") for test in ends}
                self.assertRegex(done.stdout, r"L1 over its limit for core 0,0: core 0,0 of chip 0 held "
                                 rf"{peaks['test_core_over']:,} of 61,440 bytes in op \d+, ttnn\.layer_norm")
                self.assertIn("look: l1analyze peak --owners --core 0,0 --mark", done.stdout)
                again = self.peak(file + "test_second_run_counts (run 2)", "outcomes.l1t")
                self.assertLess(again, peaks["test_second_run_counts"])
                self.assertRegex(done.stdout, rf"\n *{again:,} .*{file}test_second_run_counts ")
                self.assertEqual(json.loads((self.folder / f"{version}.json").read_text())["tests"], {
                    file + "test_second_run_counts": again, **{file + test: peaks[test] for test in (
                        "test_core_may_hold_more", "test_other_cores_have_none")}})

    def test_where_nothing_is_recorded_a_limit_is_skipped_with_a_word(self):
        (self.folder / "test_plain.py").write_text(
            "import pytest\n@pytest.mark.limit_l1('1 KiB')\n@pytest.mark.limit_l1_leaks(0)\ndef test_it(): pass\n"
            "@pytest.mark.limit_l1('1 KiB')\ndef test_fails(): assert 0\ndef test_free(): pass\n")
        done = self.pytest("-rs", "test_plain.py")
        self.assertIn("1 failed, 1 passed, 1 skipped", done.stdout)
        self.assertIn("was not judged: nothing is recorded; run it under l1record", done.stdout)
        for words in (("--l1",), ("--l1-budget", "1 KiB"), ("--l1-baseline", "x.json", "--l1-fail-on-increase")):
            done = self.pytest(*words, "test_plain.py")
            self.assertEqual(done.returncode, 4, done.stdout)
            self.assertIn("nothing is recorded", done.stdout)

    def test_wrong_options_are_refused_in_a_line(self):
        (self.folder / "test_plain_too.py").write_text("def test_it(): pass\n")
        (self.folder / "odd.json").write_text('{"tests": {"a": "b"}}')
        for words, said in ((("--l1-budget", "x", "--l1-mock", "n150"), "is no limit"),
                            (("--l1-fail-on-increase",), "needs --l1-baseline"),
                            (("--l1-fail-on-increase", "--l1-mock", "n150", "--l1-baseline", "odd.json"), "no baseline"),
                            (("--l1-mock", "n150", "--l1-baseline", "odd.json"), "no baseline"),
                            (("--l1-mock", "no such board"), "no such board")):
            done = self.pytest(*words, "test_plain_too.py")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stdout)
            self.assertNotIn("Traceback", done.stdout)
            self.assertNotIn("passed", done.stdout)

    def test_a_mark_that_does_not_say_one_limit_fails_its_test_alone(self):
        (self.folder / "test_marks.py").write_text(
            "import pytest\n@pytest.mark.limit_l1()\ndef test_none(): pass\n"
            "@pytest.mark.limit_l1(1, 2)\ndef test_two(): pass\n"
            "@pytest.mark.limit_l1(core='0,0')\ndef test_core_alone(): pass\n"
            "@pytest.mark.limit_l1_leaks()\ndef test_leaks(): pass\n"
            "@pytest.mark.limit_l1(limit='1 KiB')\ndef test_by_name(): pass\n")
        done = self.pytest("test_marks.py")
        self.assertIn("3 failed, 1 passed, 1 skipped, 1 error", done.stdout)
        self.assertIn("limit_l1 takes one limit, not 0", done.stdout)

    def test_a_baseline_that_cannot_be_written_costs_no_result(self):
        done = self.pytest("--l1-mock", "n150", "--l1-trace", "unwritten.l1t", "--l1-baseline", "nowhere/l1.json",
                           "test_module.py", "-k", "leaves_nothing")
        self.assertIn("the baseline is not written", done.stdout)
        self.assertIn("1 passed", done.stdout)

    def test_a_line_to_go_on_with_is_one_for_a_shell(self):
        sys.path.insert(0, f"{SOURCE}/recorder/python")
        from l1trace import limits
        rows = [dict.fromkeys(("kind", "name", "callsite", "tensor", "variable"), "x") | {"count": 1, "bytes_per_core": 9}]
        last = limits.left_text("a b.l1t", "test_x.py::test[it's $HOME]", rows, 0)[-1]
        self.assertEqual(shlex.split(last), ["look:", "l1analyze", "leaks", "--mark", "test_x.py::test[it's $HOME]",
                                             "a b.l1t"])


if __name__ == "__main__":
    PYTHON = prepare(VENVS, VERSION)
    made = subprocess.run([pathlib.Path(SOURCE) / "tests/support/packages.sh", VENVS, HERE / "pytest-packages.txt", PYTHON],
                          stdout=subprocess.PIPE, text=True)
    if made.returncode:
        sys.exit(made.returncode)
    PACKAGES = made.stdout.splitlines()[1]
    unittest.main(argv=sys.argv[:1])
