"""What `l1analyze schema` says of tables, views and columns is whole sentences.

    sentences_test.py SOURCE-FOLDER L1ANALYZE

Every table, view and column of a table has some in its place, and every column of a view or of a named
query in columns.sql, which lists no others. A sentence begins with a capital letter or a number, ends
with a period, has a verb, and says the unit that the name ends with. Comments fit 80 columns.
"""
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest

from empty_database import empty_database

SOURCE, L1ANALYZE = pathlib.Path(sys.argv.pop(1)), sys.argv.pop(1)
FILES = {name: (SOURCE / f"analyzer/database/{name}.sql").read_text()
         for name in ("schema", "window", "columns", "views")}
UNITS = {"_ns": r"\bns\b", "_bytes": r"\bbytes\b", "_percent": r"\bpercent\b", "bytes_per_core": r"\bbytes\b"}
VERBS = set("""is are was were has have had holds held hold lies lie says said gives gave means counts count
    names lists begins began begin ends ended belongs lived came comes ran runs happened changed allocated freed
    launched captured set closed opened called asked noted dropped used left made built destroyed compiled placed
    started end takes took stays stayed grew orders numbered assigns covers replays calls launches fired concerns lay lines
    numbers stands explains holds kept open makes frees may shows go reads read""".split())


def shown(*words):
    return subprocess.run([L1ANALYZE, "schema", *words], check=True, text=True, stdout=subprocess.PIPE).stdout


def words_of(lines):
    return " ".join(re.sub(r"^\s*--\s*", "", line) for line in lines)


def made():
    """(is it a view, name, the comment's lines before it, its own lines) of each table and view."""
    for name in ("schema", "window", "views"):
        lines = FILES[name].splitlines()
        for at, line in enumerate(lines):
            if found := re.match(r"CREATE (TABLE|VIEW) (\w+)", line):
                begin = end = at
                while begin and lines[begin - 1].startswith("--"):
                    begin -= 1
                while end < len(lines) and not lines[end].startswith(")"):
                    end += 1
                yield found[1] == "VIEW", found[2], lines[begin:at], lines[at + 1:end]


def columns_of(lines):
    """{column: what is said of it} of a table's lines."""
    said, name = {}, None
    for line in lines:
        if column := re.match(r"  (\w+)[^-]*?(?:--|$)", line):
            name = None if line.startswith("  PRIMARY KEY") else column[1]
            if name:
                said[name] = []
        if name and "--" in line:
            said[name].append(line[line.index("--"):])
    return {name: words_of(comments) for name, comments in said.items()}


def dictionary():
    said, name = {}, None
    for line in FILES["columns"].split("\n--\n", 1)[1].splitlines():
        if entry := re.match(r"-- (\w+)", line):
            name = entry[1]
            if name in said:
                raise AssertionError(f"{name} is explained twice")
            said[name] = []
            line = line[3 + len(name):]
        said[name].append(line)
    return {name: words_of(lines).strip() for name, lines in said.items()}


class Sentences(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.db = empty_database(SOURCE)
        cls.made = list(made())

    def check(self, text, name=""):
        self.assertRegex(text, r"^[A-Z0-9].*\.$", name)
        self.assertNotIn("  ", text, name)
        self.assertTrue(VERBS & set(re.findall(r"[a-z]+", text)), f"{name} has no verb: {text}")
        for ending, unit in UNITS.items():
            if name.endswith(ending):
                self.assertRegex(text, unit, f"{name} does not say its unit: {text}")
        for lone in re.findall(r"NULL\S*\s+\S+", text):
            self.assertRegex(lone, r"^NULL means\b", f"{name}: say what NULL means")

    def test_every_table_and_view_has_a_sentence(self):
        there = {row[0] for row in
                 self.db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        self.assertEqual(there, {name for _, name, _, _ in self.made})
        for is_view, name, before, own in self.made:
            comments = before if is_view else own[:next(
                n for n, line in enumerate(own) if not re.match(r"\s*--", line))]
            with self.subTest(name=name):
                self.check(words_of(comments))

    def test_every_column_of_a_table_has_one(self):
        seen = 0
        for is_view, name, _, own in self.made:
            if is_view:
                continue
            said = columns_of(own)
            there = [row[1] for row in self.db.execute(f"PRAGMA table_info({name})")]
            self.assertEqual(there, list(said), name)
            seen += len(there)
            for column, text in said.items():
                with self.subTest(name=f"{name}.{column}"):
                    self.check(text, column)
        self.assertGreater(seen, 400)

    def test_every_column_of_a_view_or_named_query_has_one_and_no_other(self):
        said, there = dictionary(), set()
        for is_view, name, _, _ in self.made:
            if is_view:
                there |= {row[1] for row in self.db.execute(f"PRAGMA table_info({name})")}
        for path in SOURCE.glob("queries/*.sql"):
            there |= {column[0] for column in self.db.execute(path.read_text()).description}
        self.assertEqual(there, set(said))
        self.assertEqual(sorted(said), list(said), "they are in the order of the alphabet")
        for name, text in said.items():
            with self.subTest(name=name):
                self.check(text, name)

    def test_comments_fit_80_columns(self):
        for name, text in FILES.items():
            for line in text.splitlines():
                if re.match(r"\s*--", line) or (name != "views" and re.match(r"  \w+.*--", line)):
                    with self.subTest(file=name, line=line):
                        self.assertLessEqual(len(line), 80)
        for line in shown().splitlines():
            if line.startswith("--"):
                self.assertLessEqual(len(line), 80, line)

    def test_one_name_shows_all_that_is_said_of_it(self):
        said, queries = dictionary(), {path.stem for path in SOURCE.glob("queries/*.sql")}
        for is_view, name, before, own in self.made:
            if name not in ("run", "note", "peak", "figures", "window", "leaks"):
                continue
            text = shown(name)
            with self.subTest(name=name):
                self.assertIn("\n".join(before if is_view else own), text)
                if is_view:
                    there = [row[1] for row in self.db.execute(f"PRAGMA table_info({name})")]
                    listed = words_of(text.split("CREATE VIEW")[0].splitlines()[len(before):])
                    self.assertEqual(" ".join(f"{c} {said[c]}" for c in there), re.sub(r" +", " ", listed))
                self.assertEqual(name in queries, f"l1analyze query {name} INPUT" in text)
        text = shown("ops_wall", "opening")
        self.assertIn((SOURCE / "queries/ops_wall.sql").read_text(), text)
        self.assertIn(said["at_ns"].split()[-1], text)
        self.assertIn("CREATE TABLE opening (", text)
        done = subprocess.run([L1ANALYZE, "schema", "nosuch"], text=True, capture_output=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))

    def test_all_of_it_is_sql_and_lists_every_name(self):
        text = shown()
        sqlite3.connect(":memory:").executescript(text)
        names = set(re.findall(r"^--   (\w+)", text, re.M))
        self.assertEqual(set(), {name for _, name, _, _ in self.made} - names)
        self.assertEqual(set(), {path.stem for path in SOURCE.glob("queries/*.sql")} - names)


if __name__ == "__main__":
    unittest.main()
