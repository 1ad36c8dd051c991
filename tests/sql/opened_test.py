"""
The README's lines that open a loaded database in other programs: each prints the peak that l1analyze
prints. A line whose program cannot be had here is skipped, and says so.

    opened_test.py L1ANALYZE README FOLDER-FOR-VENVS TRACE
"""
import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ANALYZE, README, VENVS, TRACE = sys.argv[1:5]
BEGINS, LINES = "Each of these prints the peak:", 5


def lines():
    """The commands of the README's block."""
    after = pathlib.Path(README).read_text().split(BEGINS, 1)[1].lstrip("\n").split("\n")
    block = []
    for line in after:
        if not line.startswith("    "):
            return block
        block.append(line.strip())
    return block


class Opened(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([ANALYZE, "load", TRACE, "-o", os.path.join(cls.folder.name, "run.db")], check=True,
                       stdout=subprocess.DEVNULL)
        text = subprocess.run([ANALYZE, "peak", "--format", "csv", TRACE], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        cls.peak = max(int(row["peak_bytes"]) for row in csv.DictReader(io.StringIO(text)))
        made = subprocess.run([os.path.join(os.path.dirname(os.path.abspath(__file__)), "database_tools.sh"), VENVS],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cls.tools = None if made.returncode else os.path.abspath(made.stdout.strip())
        cls.why = made.stderr.strip()
        assert made.returncode in (0, 77), made.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_there_are_lines(self):
        self.assertEqual(len(lines()), LINES)

    def test_each_line_prints_the_peak(self):
        for line in lines():
            with self.subTest(line=line):
                if self.tools is None and any(word in line for word in ("pandas", "duckdb", "datasette")):
                    self.skipTest(self.why)
                if line.startswith("sqlite3 ") and not shutil.which("sqlite3"):
                    self.skipTest("there is no sqlite3 here")
                path = f"{self.tools}:{os.environ['PATH']}" if self.tools else os.environ["PATH"]
                done = subprocess.run(line, shell=True, cwd=self.folder.name, text=True, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, env=dict(os.environ, PATH=path, HOME=self.folder.name))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stdout, rf"(?<!\d){self.peak}(?!\d)")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
