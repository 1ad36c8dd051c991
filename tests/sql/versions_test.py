"""
What the schema's first lines promise of versions: the number is that of every new database, and each
other one is refused in a line that says what to do, by every verb that reads one.

    versions_test.py L1ANALYZE TRACE
"""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ANALYZE, TRACE = sys.argv[1:3]
AFTER = 3                       # so many later versions are tried, too


def run(*words):
    return subprocess.run([ANALYZE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Versions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.database, cls.other = (os.path.join(cls.folder.name, name) for name in ("run.db", "other.db"))
        assert run("load", "-o", cls.database, TRACE).returncode == 0
        cls.said = int(re.search(r"of version (\d+)", run("schema").stdout)[1])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def of_version(self, version):
        with open(self.database, "rb") as whole, open(self.other, "wb") as copy:
            copy.write(whole.read())
        db = sqlite3.connect(self.other)
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()
        db.close()

    def test_a_new_database_has_the_version_that_the_schema_says(self):
        db = sqlite3.connect(self.database)
        self.assertEqual(db.execute("PRAGMA user_version").fetchone(), (self.said,))
        db.close()
        self.assertIn(f"schema {self.said}", run("--version").stdout.replace("database", "schema"))

    def test_every_other_version_is_refused_in_a_line(self):
        for version in [*range(0, self.said), *range(self.said + 1, self.said + 1 + AFTER), -1, 2**31 - 1]:
            self.of_version(version)
            done = run("peak", self.other)
            with self.subTest(version=version):
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (3, "", 1))
                self.assertIn("load the trace again", done.stderr)
                for number in version, self.said:
                    self.assertRegex(done.stderr, rf"(?<!\d){number}(?!\d)")

    def test_every_verb_refuses_it(self):
        self.of_version(self.said - 1)
        for words in (["peak"], ["query", "SELECT 1"], ["leaks"], ["info"], ["ops"], ["at", "--peak"],
                      ["diff", self.database],
                      ["export", "--to", "csv", "-o", os.path.join(self.folder.name, "tables")]):
            done = run(*words, self.other)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (3, "", 1), (words, done))

    def test_its_own_version_answers_as_the_trace_does(self):
        self.of_version(self.said)
        answers = [run("peak", "--format", "csv", name).stdout for name in (TRACE, self.other)]
        self.assertEqual(answers[0], answers[1])
        self.assertTrue(answers[0])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
