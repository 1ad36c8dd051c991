"""
What the schema's first lines promise about databases of earlier versions, asked of real ones.

    earlier_test.py L1ANALYZE FOLDER

FOLDER has one of each version, as the l1analyze of its day wrote it (README: which commit). Today's
l1analyze refuses each in a line that says what to do; SQLite opens it as it is: it is whole, has its
number, and its tables and views answer, but those of which it says that they are left out. What is
promised to last has lost no column since the first of them.
"""
import lzma
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ANALYZE, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
VERSIONS = {int(re.search(r"\d+", path.name)[0]): path for path in FOLDER.glob("version*.db.xz")}
LEFT_OUT = "only l1analyze load --full writes these rows"


def run(*words):
    return subprocess.run([ANALYZE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Earlier(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.files = {}
        for version, path in sorted(VERSIONS.items()):
            cls.files[version] = pathlib.Path(cls.folder.name) / path.stem
            cls.files[version].write_bytes(lzma.decompress(path.read_bytes()))
        cls.now = int(re.search(r"of version (\d+)", run("schema").stdout)[1])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def each(self):
        for version, path in self.files.items():
            with self.subTest(version=version):
                db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
                yield version, path, db
                db.close()

    def test_there_is_one_of_every_earlier_version(self):
        self.assertEqual(list(range(1, self.now)), sorted(self.files),
                         "keep a database of the last version in tests/sql/earlier (its README says how)")
        listed = re.findall(r"^\| (\d+) \|", (FOLDER / "README.md").read_text(), re.M)
        self.assertEqual([str(version) for version in self.files], listed)

    def test_each_is_refused_in_a_line_that_says_what_to_do(self):
        for version, path, _ in self.each():
            before = path.read_bytes()
            for words in (["peak"], ["query", "SELECT 1"], ["info"], ["check"]):
                done = run(*words, str(path))
                self.assertEqual((done.returncode, done.stdout, done.stderr), (3, "",
                    f"l1analyze: cannot read '{path}': its schema is {version}, this l1analyze knows "
                    f"{self.now}; load the trace again\n"), words)
            self.assertEqual(before, path.read_bytes())

    def test_sqlite_opens_each_as_it_is(self):
        for version, _, db in self.each():
            self.assertEqual(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            self.assertEqual(db.execute("PRAGMA user_version").fetchone(), (version,))
            names = [row[0] for row in
                     db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
            answered = 0
            for name in names:
                answered += self.answers(db, name)
            self.assertGreater(answered, 20)

    def test_what_is_promised_to_last_has_all_columns_that_it_ever_had(self):
        text = " ".join(line[3:] for line in run("schema").stdout.splitlines() if line.startswith("-- "))
        lasting = set(re.findall(r"\w+", re.search(r"Table run and views (.*?) keep their names", text)[1])) - {"and"}
        self.assertGreater(len(lasting), 8)
        lasting.add("run")
        now = sqlite3.connect(":memory:")
        now.executescript(run("schema").stdout)
        seen = set()
        for version, _, db in self.each():
            there = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
            for name in lasting & there:
                earlier = [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))
                           ] if self.answers(db, name) else []
                today = {row[0] for row in now.execute("SELECT name FROM pragma_table_info(?)", (name,))}
                self.assertEqual([], [column for column in earlier if column not in today], name)
                seen |= {name} if earlier else set()
        self.assertEqual(lasting, seen)

    def answers(self, db, name):
        try:
            return bool(db.execute(f'SELECT * FROM "{name}" LIMIT 1').description)
        except sqlite3.OperationalError as why:
            self.assertIn(LEFT_OUT, str(why), name)
            return False


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
