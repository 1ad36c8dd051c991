"""
The folder of `export --to ttnn-visualizer`: whose files they are, and what is kept.

    folder_test.py L1ANALYZE TRACE
"""
import os
import subprocess
import sys
import tempfile
import unittest

ANALYZE, TRACE = sys.argv[1:3]
FILES = ["config.json", "db.sqlite"]


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.report = os.path.join(folder.name, "report")

    def words(self, *words):
        return [ANALYZE, "export", "--to", "ttnn-visualizer", *words, self.report, TRACE]

    def export(self, *words, **more):
        return subprocess.run(self.words(*words), capture_output=True, text=True, check=False, **more)

    def test_its_files_have_the_mode_of_the_users_others(self):
        for mask, mode in ((0o022, 0o644), (0o077, 0o600)):
            self.assertEqual(0, self.export("-f", umask=mask).returncode)
            self.assertEqual(FILES, sorted(os.listdir(self.report)))
            for name in FILES:
                self.assertEqual(mode, os.stat(os.path.join(self.report, name)).st_mode & 0o777)

    def test_an_input_in_the_folder_is_not_written_over(self):
        os.mkdir(self.report)
        database = os.path.join(self.report, "db.sqlite")
        subprocess.run([ANALYZE, "load", TRACE, "-o", database], check=True, stdout=subprocess.DEVNULL)
        with open(database, "rb") as f:
            before = f.read()
        done = subprocess.run([*self.words("-f")[:-1], database], capture_output=True, text=True, check=False)
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn("it is an input", done.stderr)
        self.assertEqual(["db.sqlite"], os.listdir(self.report))
        with open(database, "rb") as f:
            self.assertEqual(before, f.read())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
