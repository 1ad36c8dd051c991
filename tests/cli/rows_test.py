"""
Every verb on every trace: the five formats hold the same rows, a database gives the rows of its
trace, independent readers read csv and JSON, and nothing printed can control a terminal.
    rows_test.py L1ANALYZE MAKE_NASTY TRACE...
"""
import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ANALYZE, NASTY, TRACES = sys.argv[1], sys.argv[2], sys.argv[3:]
# Verbs that need more than one input, or write or print something else: other tests are about them.
OTHERS = {"at", "diff", "baseline", "reconcile", "sweep", "selfcheck", "report", "watch", "load", "query", "export",
          "schema", "mcp"}
# Options that change the question.
CHANGED = ["peak --core 0,0-1,1", "peak --grouped", "peak --no-group", "peak --sort headroom_bytes",
           "peak --owners", "peak --owners --from 20% --to 70%",
           "timeline --core 1,0", "ops --op 1", "ops --core 0,0",
           "ops --sort -peak_bytes,name --limit 7", "leaks --kind all", "leaks --growth",
           "leaks --grouped", "leaks --core 0,0", "explain --limit 1", "explain --op ttnn.linear",
           "at 50%", "at --op 1", "at --diff 10% 90%", "at --peak", "at 50% --kind l1",
           "kernels --grouped", "kernels --core 0,0", "histogram --core 7,7", "frag --policy all",
           "frag --grouped", "info --sort -records --limit 1", "query programs", "query failures",
           "query peak_groups", "uses --grouped", "uses --kind all", "uses --op ttnn.linear",
           "uses --dead", "advise --limit 1"]


def listed(*words):
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True,
                          check=True).stdout.split()


ALONE = [verb for verb in listed("--list-verbs") if verb not in OTHERS]
VERBS = ALONE + [f"{verb} --by {word}" for verb in ALONE
                 for word in listed("--list-values", verb, "--by")] + CHANGED
FORMATS_BYTES = 3000            # larger traces add nothing to a test of formats


def ask(words, *more):
    done = subprocess.run([ANALYZE, *words.split(), *more], capture_output=True, check=False)
    assert done.returncode in (0, 1, 4), (words, more, done.returncode, done.stderr)
    return done.stdout, done.returncode


def without_next(table):
    """The commands that are proposed next contain the input's name."""
    return [line for line in table.split(b"\n")
            if not line.startswith((b"next: ", b"  or: "))]


def text(data):
    """As JSON has to show it: each byte that is not UTF-8 becomes a replacement mark."""
    return data.decode("utf-8", "surrogateescape")


def plain(value):
    """A JSON value as csv prints it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    return str(value)


def unescape_tsv(cell):
    out, escaped = "", False
    for c in cell:
        if escaped:
            out += {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[c]
            escaped = False
        elif c == "\\":
            escaped = True
        else:
            out += c
    assert not escaped
    return out


def same_cell(a, b):
    """b may have the replacement mark for bytes that are not text."""
    if a == b:
        return True
    try:
        return float(a) == float(b)
    except ValueError:
        pass
    return "".join("\ufffd" if "\udc80" <= c <= "\udcff" else c for c in a) == b


class Rows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.nasty = os.path.join(cls.folder.name, "nasty.l1t")
        subprocess.run([NASTY, cls.nasty], check=True)
        cls.inputs = []
        for path in [cls.nasty, *TRACES]:
            cls.inputs.append((path, cls.load(path), cls.load(path, "--full")))

    @classmethod
    def load(cls, path, *more):
        database = os.path.join(cls.folder.name, os.path.basename(path) + "".join(more) + ".db")
        done = subprocess.run([ANALYZE, "load", path, "-o", database, *more], capture_output=True,
                              check=False)
        assert done.returncode in (0, 4), done.stderr
        return database

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def rows(self, verb, path):
        """(names, rows of text) from csv, by Python's own strict reader."""
        out, _ = ask(verb, path, "--format", "csv")
        rows = list(csv.reader(io.StringIO(text(out), newline=""), strict=True))
        self.assertTrue(rows, verb)
        for row in rows:
            self.assertEqual(len(row), len(rows[0]), (verb, row))
        return rows[0], rows[1:]

    def test_all_formats_hold_the_same_rows(self):
        for path, *_ in self.inputs:
            if os.path.getsize(path) > FORMATS_BYTES:
                continue
            for verb in VERBS:
                names, rows = self.rows(verb, path)
                out, _ = ask(verb, path, "--format", "json")
                objects = json.loads(out.decode("utf-8"))
                lines = [json.loads(line) for line in
                         ask(verb, path, "--format", "jsonl")[0].decode("utf-8").splitlines()]
                self.assertEqual(objects, lines)
                self.assertEqual(len(objects), len(rows), (verb, path))
                for values, row in zip(objects, rows):
                    self.assertEqual(list(values), names)
                    for value, cell in zip(values.values(), row):
                        self.assertTrue(same_cell(cell, plain(value)), (verb, cell, value))
                tsv = text(ask(verb, path, "--format", "tsv")[0]).split("\n")
                self.assertEqual(tsv.pop(), "")
                self.assertEqual([[unescape_tsv(c) for c in line.split("\t")] for line in tsv],
                                 [names, *rows], (verb, path))

    def test_a_database_gives_the_rows_of_its_trace(self):
        empty = set(ALONE)
        for path, *databases in self.inputs:
            for verb in VERBS:
                for form in ("csv", "table") if path == self.nasty else ("csv",):
                    mine, code = ask(verb, path, "--format", form)
                    if form == "csv" and mine.count(b"\n") > 1:
                        empty.discard(verb)
                    for database in databases:
                        theirs, other = ask(verb, database, "--format", form)
                        self.assertEqual(code, other, verb)
                        if not verb.startswith("info"):
                            self.assertEqual(without_next(mine), without_next(theirs),
                                             (verb, form, database))
        self.assertEqual(empty, set(), "no input has a row: nothing was compared")

    def test_a_trace_is_loaded_for_all_that_a_question_reads(self):
        """A trace is loaded for a question alone: no table, column or view is forgotten."""
        # the made one has a row in nearly every table; a second one where calls are cheap
        for path, database, full in self.inputs[:min(2, len(TRACES))]:
            with sqlite3.connect(full) as db:
                names = [name for name, in db.execute(
                    "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
                    "AND name <> 'kept_trace'")]
                columns = [name for _, name, *_ in db.execute("PRAGMA table_info(buffer)")]
            self.assertGreater(len(names), 60)
            questions = ["SELECT * FROM " + name for name in names]
            # those from `uses` on are computed only when they are read
            questions += [f"SELECT {name} FROM buffer" for name in columns[columns.index("uses"):]]
            questions += ["SELECT count(*) FROM phase", "SELECT 1", "nonsense",
                          "SELECT count(*) FROM op JOIN run USING (run)",
                          "SELECT count(*) FROM change NATURAL JOIN opening",
                          "SELECT count(*) FROM free_space JOIN mark USING (run)",
                          "SELECT count(*) FROM buffer JOIN (SELECT 0 AS uses) USING (uses)",
                          "WITH op AS (SELECT * FROM change) SELECT count(*) FROM op",
                          "SELECT (SELECT count(*) FROM region) + count(*) FROM kernels"]
            for question in questions:
                mine, *theirs = [subprocess.run([ANALYZE, "query", question, source, "--format",
                                                 "csv"], capture_output=True, check=False)
                                 for source in (path, full, database)]
                for done in theirs:
                    # in what order the rows come, the query did not ask
                    lines = [sorted(out.stdout.splitlines()) for out in (mine, done)]
                    self.assertEqual((mine.returncode, lines[0]), (done.returncode, lines[1]),
                                     (question, path, mine.stderr))

    def test_what_is_held_for_nothing_has_a_row_for_a_chip_and_not_for_each_class(self):
        """Classes that hold the same at an instant count once: a long run has millions of them."""
        for _, _, full in self.inputs:
            with sqlite3.connect(full) as db:
                rows = db.execute("SELECT run, opening, time_ns, op, total_bytes FROM dead_held").fetchall()
                of_classes = db.execute("SELECT run, opening, time_ns, op, total_bytes, block FROM change "
                                        "WHERE event <> 'held'").fetchall()
                shared, = db.execute("SELECT count(*) FROM (SELECT DISTINCT c.run, c.block, c.part, k.opening FROM "
                                     "change_shared c JOIN change_class k USING (run, classes) "
                                     "WHERE c.event <> 1)").fetchone()
            self.assertEqual(set(rows), {row[:-1] for row in of_classes})
            self.assertEqual(len(rows), shared)
        self.assertLess(2 * len(rows), len(of_classes))

    def test_numbers_that_json_has_no_word_for_can_be_read(self):
        out, _ = ask("query", "SELECT 1e999 AS a, -1e999 AS b, NULL AS c", "--format", "json",
                     self.nasty)
        self.assertEqual(json.loads(out), [{"a": float("inf"), "b": -float("inf"), "c": None}])

    def test_names_and_values_may_be_longer_than_any_buffer(self):
        name, value = "n" * 20000, "v" * 70000
        question = f"SELECT '{value}' AS {name}, 2 AS b"
        out, _ = ask("query", question, "--format", "json", self.nasty)
        self.assertEqual(json.loads(out), [{name: value, "b": 2}])
        out, _ = ask("query", question, "--format", "csv", self.nasty)
        self.assertEqual(text(out).splitlines(), [f"{name},b", f"{value},2"])

    def test_nothing_of_a_trace_steers_a_terminal(self):
        for verb in VERBS + ["explain --width 60", "info --width 40", "check --width 80"]:
            done = subprocess.run([ANALYZE, *verb.split(), self.nasty], capture_output=True,
                                  check=False)
            seen = (done.stdout + done.stderr).decode("utf-8")    # and it is UTF-8
            for c in seen:
                self.assertTrue(c == "\n" or c >= " " and not "\x7f" <= c <= "\x9f" and
                                c not in "\u202e\u2066", (verb, hex(ord(c)), seen[:2000]))

    def test_every_text_comes_through_to_the_byte(self):
        _, rows = self.rows("ops", self.nasty)
        name = rows[0][4].encode("utf-8", "surrogateescape")
        for part in (b'q"uo\'te,\n\r\ttab\x1b[2J', b"\xff\xfe", b"\x9b31m", b"DROP TABLE run;--"):
            self.assertIn(part, name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
