#!/usr/bin/env python3
"""The step of a CI on traces of several processes, and what it says to GitLab.

    processes_test.py SOURCE L1ANALYZE

A stand-in for l1record leaves copies of the sample traces, as l1record would name them.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import action_file

SOURCE, L1ANALYZE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
TRACES = SOURCE / "samples/traces"
RECORD = f"""#!{sys.executable}
import os, pathlib, shutil, sys
out = pathlib.Path(sys.argv[sys.argv.index("-o") + 1].replace("%%", "%"))
traces = os.environ["RECORDED"].split()
for i, trace in enumerate(traces):
    shutil.copy(trace, out if not i else out.with_suffix(f".{{4000 - i}}.1.l1t"))
"""


def trace(name):
    return TRACES / f"ttnn_{name}.l1t"


class Processes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve() / "a project"
        self.folder.mkdir()
        self.recorder = self.folder / "record"
        self.recorder.write_text(RECORD)
        self.recorder.chmod(0o755)

    def ci(self, names, *words, **environment):
        environment = dict(action_file.clean_environment(), L1RECORD=str(self.recorder), L1ANALYZE=str(L1ANALYZE),
                           RECORDED=" ".join(str(trace(name)) for name in names), **environment)
        return subprocess.run([SOURCE / "cmake/ci/l1trace_ci.sh", *words, "--", "true"], cwd=self.folder, text=True,
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)

    def peak(self, path):
        rows = json.loads(subprocess.run([L1ANALYZE, "peak", "--by", "run", "--format", "json", path],
                                         stdout=subprocess.PIPE, check=True).stdout)
        return max(row["peak_bytes"] for row in rows)

    def baseline(self):
        return {entry["run"] for entry in json.loads((self.folder / "l1.json").read_text())["entries"] if entry}

    def test_each_process_is_compared_with_itself_whatever_number_it_had(self):
        began = {name: int(subprocess.run([L1ANALYZE, "query", "SELECT wall_ns FROM run", "--format", "tsv", trace(name)],
                                          stdout=subprocess.PIPE, text=True).stdout.split()[-1])
                 for name in ("transformer", "mlp", "attention")}
        order = sorted(began, key=began.get)
        done = self.ci(["transformer", "mlp", "attention"])
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.baseline(), {"n150", "n150.2", "n150.3"})
        for run, name in zip(("n150", "n150.2", "n150.3"), order):
            self.assertIn(f"{run}: peak {self.peak(trace(name))} bytes per core; there is no baseline yet", done.stdout)
            self.assertEqual((self.folder / f"l1trace-ci/{run}.l1t").read_bytes(), trace(name).read_bytes())
        done = self.ci(["mlp", "attention", "transformer"])
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(done.stdout.count("no worse than the thresholds allow"), 3)
        self.assertEqual(len(list((self.folder / "l1trace-ci").glob("*.l1t"))), 3)
        fullest = max(order, key=lambda name: self.peak(trace(name)))
        done = self.ci([fullest if name == order[1] else name for name in order][:2])
        self.assertEqual(done.returncode, 1, done.stdout)

    def test_gitlab_gets_what_github_shows(self):
        self.assertEqual(self.ci(["mlp"]).returncode, 0)
        before = (self.folder / "l1.json").read_text()
        done = self.ci(["transformer"], "--codequality", "l1trace-ci/found.json", "--threshold", "peak=0")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(action_file.commands(done.stdout), [])
        found = json.loads((self.folder / "l1trace-ci/found.json").read_text())
        (self.folder / "before.json").write_text(before)
        said = subprocess.run([L1ANALYZE, "diff", "--annotate", "--threshold", "peak=0", "before.json",
                               "l1trace-ci/n150.l1t"], cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True).stderr
        wanted = []
        for kind, properties, message in re.findall(r"^::(\w+) (.*?)::(.*)$", said, re.M):
            values = dict(pair.split("=", 1) for pair in properties.split(","))
            wanted.append((
                {"error": "major", "warning": "minor", "notice": "info"}[kind],
                urllib.parse.unquote(values.get("file", "l1.json")), int(values.get("line", 1)),
                f"{values['title']}, n150: {urllib.parse.unquote(message)}"))
        self.assertGreater(len(wanted), 0)
        self.assertEqual({(f["severity"], f["location"]["path"], f["location"]["lines"]["begin"], f["description"])
                          for f in found}, set(wanted))
        self.assertEqual(len({f["fingerprint"] for f in found}), len(found))
        self.assertTrue(all(f["check_name"].startswith("l1trace/L1") for f in found))

    def test_text_of_a_program_stays_text_and_no_finding_is_an_empty_list(self):
        wild = '::error file=a%2Cb.py,line=7,title=L1 leak::a "b" \\\\ & 5%25 \x1b%0Anext, c%3Ad'
        liar = self.folder / "analyze"
        liar.write_text(f"#!{sys.executable}\nimport os, sys\nif sys.argv[1] == 'diff':\n"
                        f"    sys.stderr.write({wild!r} + chr(10))\n    sys.exit(1)\n"
                        f"os.execv({str(L1ANALYZE)!r}, ['l1analyze', *sys.argv[1:]])\n")
        liar.chmod(0o755)
        done = self.ci(["mlp"], "--codequality", "found.json")
        self.assertEqual((done.returncode, json.loads((self.folder / "found.json").read_text())), (0, []), done.stdout)
        environment = {"RECORDED": str(trace("mlp")), "L1ANALYZE": str(liar), "L1RECORD": str(self.recorder)}
        done = subprocess.run([SOURCE / "cmake/ci/l1trace_ci.sh", "--codequality", "found.json", "--", "true"],
                              cwd=self.folder, env=dict(action_file.clean_environment(), **environment), text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 1, done.stdout)
        found, = json.loads((self.folder / "found.json").read_text())
        self.assertEqual((found["description"], found["location"]),
                         ('L1 leak, n150: a "b" \\\\ & 5% ? next, c:d', {"path": "a,b.py", "lines": {"begin": 7}}))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
