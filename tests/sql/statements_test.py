"""The program's own statements (analyzer/database/sql/) and the C that asks them belong together.

    statements_test.py SOURCE-FOLDER L1ANALYZE

Every name that C asks for has a file and every file is asked for; each begins with what it answers;
columns are read by enums of the same names; rows that are written name columns of their table, and
all of them; a table that changed has another SCHEMA_VERSION; and no statement stands in a C string,
but what is made of names at run time.
"""
import hashlib
import pathlib
import re
import subprocess
import sys
import unittest

from empty_database import empty_database

SOURCE, L1ANALYZE = pathlib.Path(sys.argv.pop(1)), sys.argv.pop(1)
FOLDER = SOURCE / "analyzer/database/sql"
LITERAL = r'"(?:[^"\\]|\\.)*"'
# Text that is made of names of columns or tables, or of settings: their first comments say of what.
MADE_AT_RUN_TIME = {"database.c", "row_writer.c", "query_run.c", "copied_rows.c", "row_filter.c", "row_order.c",
                    "cmd_leaks.c", "cmd_schema.c", "cmd_sweep.c"}
# Columns that a row gets later, or of itself.
WRITTEN_LATER = {"device": {"close_ns"}, "program": {"gone_ns", "text_bytes", "config_bytes"},
                 "owned": {"program", "op", "gone_ns"}, "phase": {"idx"}, "hook": {"id"},
                 "string": set()}
# Tables that other statements make tables of.
MADE_FIRST = {"visualizer_steps", "visualizer_used"}
# Tables of another program's database.
OTHER_DATABASE = {"visualizer_tables"}
# SCHEMA_VERSION, and what tables it means: tables_digest().
TABLES = (11, "63cc78eda75e154f")


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S)


C = {path.name: path.read_text() for path in sorted(SOURCE.glob("analyzer/**/*.[ch]"))}
CODE = {name: without_comments(text) for name, text in C.items()}
SQL = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*/*.sql"))}


def arguments(text, function):
    """What stands between the brackets of each call."""
    for found in re.finditer(rf"\b{function}\(", text):
        depth, at = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield text[found.end():at - 1]


def top_level(text):
    """Parts between commas that stand in no brackets."""
    depth, part = 0, ""
    for c in text:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(c, 0)
        if c == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += c
    yield part.strip()


def asked(code):
    for function in ("statement", "statement_text", "statement_run", "row_writer_of"):
        for text in arguments(code, function):
            yield from (name[1:-1] for name in re.findall(LITERAL, text)
                        if re.fullmatch(r'"[a-z][a-z0-9_]+"', name))


def database():
    db = empty_database(SOURCE)
    for name, table in (("check", "checked"), ("histogram", "histogram"), ("leaks_groups", "leaked"),
                        ("leaks_groups", "leaked_groups")):    # as the verbs narrow them
        text = (SOURCE / f"queries/{name}.sql").read_text().strip().rstrip(";")
        db.execute(f"CREATE TEMP TABLE {table} AS {text}")
    for name, text in sorted(SQL.items(), key=lambda item: (item[0] not in MADE_FIRST, item[0])):
        if name not in OTHER_DATABASE and re.search(r"^CREATE (TEMP )?TABLE", text, re.M):
            db.executescript(text)
    return db


def tables_digest():
    """Of the tables of schema.sql, however they are written and whatever is said about them."""
    text = re.sub(r"--(?!\w)[^\n]*", "", (SOURCE / "analyzer/database/schema.sql").read_text())
    tables = [re.sub(r"\s*([(),])\s*|\s+", lambda m: m[1] or " ", table)
              for table in re.findall(r"^CREATE TABLE[^;]*;", text, re.M)]
    return hashlib.sha256("\n".join(tables).encode()).hexdigest()[:16]


def bare(text):
    """Without comments and without words in quotes."""
    return re.sub(r"--(?!\w)[^\n]*|'[^']*'", "", text)


def columns(db, text):
    text = re.sub(r"--(?!\w)[^\n]*", "", text)
    values = dict.fromkeys(re.findall(r":(\w+)", text), 0)
    positions = max([int(n) for n in re.findall(r"\?(\d)", text)], default=0)
    return [row[0] for row in db.execute(text, values or (0,) * positions).description]


def rows_written():
    """(file, table, columns) of each WRITE_ROW or KEEP_ROW into a table."""
    made = re.compile(r'(\w+)(?:\.table)? = row_writer(?:_if_new)?\(\w+, "(\w+)"\)')
    for name, code in CODE.items():
        tables = dict(made.findall(code)) or {"rows_to": "explanation"}
        for text in [*arguments(code, "WRITE_ROW"), *arguments(code, "KEEP_ROW")]:
            writer, *cells = top_level(text)
            member = re.split(r"->|\.|&", writer)[-1]
            if member in tables:
                yield name, tables[member], [re.match(r"[A-Z]+\((\w+)", cell)[1] for cell in cells]


class Statements(unittest.TestCase):
    def test_every_name_that_is_asked_for_has_a_file(self):
        names = {name for code in CODE.values() for name in asked(code)}
        self.assertGreater(len(names), 80)
        self.assertEqual(set(), names - set(SQL))

    def test_every_file_is_asked_for(self):
        literals = {text[1:-1] for code in CODE.values() for text in re.findall(LITERAL, code)}
        self.assertEqual(set(), set(SQL) - literals)

    def test_users_are_not_offered_them(self):
        offered = subprocess.run([L1ANALYZE, "schema"], check=True, text=True,
                                 stdout=subprocess.PIPE)
        names = {name for name in SQL if "_" in name}
        self.assertEqual(set(), names & set(re.findall(r"^--   (\w+)", offered.stdout, re.M)))
        self.assertEqual(set(), set(SQL) & {path.stem for path in SOURCE.glob("queries/*.sql")})

    def test_a_file_begins_with_what_it_answers(self):
        for name, text in SQL.items():
            with self.subTest(name=name):
                self.assertRegex(text.splitlines()[0], r"^-- .*[^,]$")
                self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_more_than_two_values_are_bound_by_name(self):
        for name, text in SQL.items():
            with self.subTest(name=name):
                text = bare(text)
                self.assertNotRegex(text, r"\?(?![12]\b)")
                self.assertFalse(re.search(r"\?\d", text) and re.search(r":[a-z]", text))

    def test_every_parameter_is_bound_and_no_other(self):
        for name, text in SQL.items():
            takes = set(re.findall(r":([a-z]\w*)", bare(text)))
            users = [code for code in CODE.values() if f'"{name}"' in code]
            bound = {word for code in users for word in
                     re.findall(r'":([a-z]\w*)"|\b[A-Z]+\((\w+),', code)}
            bound = {a or b for a, b in bound}
            with self.subTest(name=name):
                self.assertEqual(set(), takes - bound)
        for name, code in CODE.items():
            if '#include "statement.h"' not in code:
                continue
            known = " ".join(SQL[n] for n in SQL if f'"{n}"' in code)
            for word in re.findall(r'":([a-z]\w*)"', code):
                self.assertRegex(known, rf":{word}\b", f"{name} binds :{word}")

    def test_columns_are_read_by_an_enum_of_their_names(self):
        db, seen = database(), set()
        words, comment = r"enum (?:\w+ )?\{([^}]*)\}", r"/\* columns of ([\w/]+)\.sql"
        for file, text in C.items():
            for enum, after in re.findall(rf"{words};[ \t]*{comment}", text):
                self.compare(db, file, enum, after, seen)
            for before, enum in re.findall(rf"{comment} \*/\s*{words}", text):
                self.compare(db, file, enum, before, seen)
        self.assertGreater(len(seen), 25)
        for name, code in CODE.items():
            for s in re.findall(r"(?:column_number|sqlite3_column_\w+|row_text|row_is|row_has)"
                                r"\([^()]*, [1-9]\d*[,)]", code):
                self.fail(f"{name} reads a column by its number: {s}")

    def compare(self, db, file, enum, name, seen):
        seen.add(name)
        read = [word.strip().lower() for word in enum.split(",") if word.strip()]
        prefix = next((p for p in ("c_", "d_", "o_", "head_") if all(w.startswith(p) for w in read)), "")
        text = SQL[name] if name in SQL else (SOURCE / f"{name}.sql").read_text()
        self.assertEqual([word.removeprefix(prefix) for word in read], columns(db, text),
                         f"{file}: columns of {name}.sql")

    def test_rows_have_all_columns_of_their_table(self):
        db, seen = database(), set()
        for file, table, written in rows_written():
            there = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            seen.add(table)
            with self.subTest(file=file, table=table):
                self.assertEqual(set(), set(written) - set(there) - {"rowid"})
                self.assertEqual(set(), set(there) - set(written) - WRITTEN_LATER.get(table, set()))
                self.assertEqual(len(written), len(set(written)))
        stored = {row[0] for row in
                  db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.assertEqual(set(), stored - seen - {"window", "span", "window_launch",
                                                 "kept_trace", "ops_waiting"})    # statements of their own

    def test_a_changed_table_has_a_new_schema_version(self):
        text = (SOURCE / "analyzer/database/database.h").read_text()
        version = int(re.search(r"SCHEMA_VERSION = (\d+)", text)[1])
        self.assertEqual(
            TABLES, (version, tables_digest()),
            "schema.sql has other tables than databases that were loaded before: give the next "
            "number to SCHEMA_VERSION in analyzer/database/database.h, then write the second pair "
            "to TABLES in this file. Views and comments need no new number.")

    def test_a_row_that_a_record_changes_is_found_by_an_index(self):
        db, changes = empty_database(SOURCE), 0
        for name in {text for code in CODE.values() for args in arguments(code, "row_writer_of")
                     for text in re.findall(r'"(\w+)"', args)}:
            if not re.search(r"^UPDATE", SQL[name], re.M):
                continue
            parameters = dict.fromkeys(re.findall(r":(\w+)", SQL[name]), 1)
            with self.subTest(name=name):
                plan = [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + SQL[name], parameters)]
                self.assertTrue(plan)
                self.assertEqual([], [step for step in plan if not step.startswith("SEARCH")])
            changes += 1
        self.assertGreater(changes, 2)

    def test_no_statement_stands_in_a_string_of_c(self):
        verbs = (r"^\s*(SELECT|WITH|INSERT|UPDATE|DELETE|CREATE|DROP|ATTACH)\s.*"
                 r"\b(FROM|SET|INTO|AS|ON|TABLE|INDEX|VIEW)\b")
        for name, code in CODE.items():
            if name in MADE_AT_RUN_TIME:
                continue
            for run in re.findall(rf"{LITERAL}(?:\s*{LITERAL})*", code):
                text = "".join(part[1:-1] for part in re.findall(LITERAL, run))
                self.assertNotRegex(text, verbs, name)


if __name__ == "__main__":
    unittest.main()
