#!/usr/bin/env python3
"""How buffers come to be freed, on the stand-in for TT-Metal and the installed Pythons: a script says it by
hand, in a comment on each line.

    manners_test.py L1RECORD PACKAGE-FOLDER
"""
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE / "ended.py"
sys.path.insert(0, str(HERE.parent / "ttnn"))
import python_test  # noqa: E402
from records import Trace  # noqa: E402  (tests/ttnn)

BYTES = 64      # of a buffer of the script
MANNERS = ("unknown", "deallocate", "del", "rebinding", "return", "call", "expression", "iteration", "exception",
           "gc", "thread end", "exit")


def expected(version):
    """(line or None, manner) of each buffer that ends."""
    all_frees = collections.Counter()
    for number, line in enumerate(SCRIPT.read_text().splitlines(), 1):
        said = re.search(r"# (?:frees|3\.\d+ frees) .*", line)
        if not said:
            continue
        where = None if "elsewhere" in line else number
        of_version = {version_said: each for version_said, each in re.findall(
            r"(3\.\d+ )?frees (?:elsewhere: )?(.*?)(?=, 3\.\d+ frees|$)", said[0])}
        words = of_version.get(f"{version[0]}.{version[1]} ", of_version.get("", "nothing"))
        for each in () if words == "nothing" else words.split(", "):
            count, manner = each.split(" ", 1)
            all_frees[(where, manner)] += int(count)
    return all_frees


class MannersTest(unittest.TestCase):
    def seen(self, python, script=SCRIPT, **environment):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [python_test.L1RECORD, "-o", "run.l1t", "--", python, "-B", script], cwd=folder,
                capture_output=True, text=True, timeout=120, check=False,
                env=dict(os.environ, PYTHONPATH=python_test.PACKAGE, **environment))
            self.assertEqual(done.returncode, 0, f"{python}: {done.stderr}")
            trace = Trace(pathlib.Path(folder) / "run.l1t")
        frees = collections.Counter()
        ours = {record.id for record in trace.of("alloc") if record.size_bytes == BYTES}
        for record in (r for r in trace.of("free") if r.id in ours):
            lines = [line for file, line, _ in trace.callsites[record.callsite]
                     if (trace.strings[file] or "").endswith(SCRIPT.name)]
            frees[(lines[0] if lines else None, MANNERS[record.manner])] += 1
        return frees

    def test_every_end_has_its_manner_and_line(self):
        for (version, _), python in python_test.pythons().items():
            seen, wanted = self.seen(python), expected(version)
            self.assertEqual((sorted((seen - wanted).items(), key=str),
                              sorted((wanted - seen).items(), key=str)), ([], []), python)

    def test_without_call_sites_no_manner_is_known(self):
        seen = self.seen(sys.executable, L1TRACE_CALLSITE="0")
        self.assertEqual({manner for _, manner in seen}, {"unknown"})


if __name__ == "__main__":
    python_test.L1RECORD, python_test.PACKAGE = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
