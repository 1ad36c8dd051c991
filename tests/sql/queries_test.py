"""The questions that l1analyze offers (queries/) can be asked, and say about themselves what is true.

    queries_test.py SOURCE-FOLDER

Each begins with a sentence that says what it answers, which `l1analyze schema` shows; is one
statement over the tables and views; orders its rows; and hides columns that it has.
"""
import pathlib
import re
import sys
import unittest

from empty_database import empty_database

SOURCE = pathlib.Path(sys.argv.pop(1))
QUERIES = {path.name: path.read_text() for path in sorted(SOURCE.glob("queries/*.sql"))}


def outside_brackets(text):
    """Without comments, texts and what stands in brackets: the statement's own words."""
    text, found = re.sub(r"--(?!\w)[^\n]*|'[^']*'", "", text), 1
    while found:
        text, found = re.subn(r"\([^()]*\)", "", text)
    return text


class Queries(unittest.TestCase):
    def test_a_query_begins_with_a_sentence_that_says_what_it_answers(self):
        self.assertGreater(len(QUERIES), 30)
        for name, text in QUERIES.items():
            with self.subTest(name=name):
                self.assertRegex(text.splitlines()[0], r"^-- [A-Z].*\.$")

    def test_a_query_is_one_statement_that_can_be_asked(self):
        db = empty_database(SOURCE)
        for name, text in QUERIES.items():
            with self.subTest(name=name):
                self.assertIsNotNone(db.execute(text).description, "it has no columns")

    def test_a_query_orders_its_rows(self):
        for name, text in QUERIES.items():
            with self.subTest(name=name):
                last = re.split(r"\b(?:SELECT|UNION)\b", outside_brackets(text))[-1]
                self.assertRegex(last, r"\bORDER BY\s+\w", "it ends without an order")

    def test_a_query_declares_columns_that_it_has(self):
        db = empty_database(SOURCE)
        for name, text in QUERIES.items():
            for word in ("hide", "keep", "line", "beside", "tree"):
                lines = re.findall(rf"^.*--\s*{word}\b.*$", text, re.M | re.I)
                with self.subTest(name=name, word=word):
                    self.assertLessEqual(len(lines), 1, "only the first line is read")
                    for line in lines:
                        self.assertRegex(line, rf"^-- {word}: \w+(, \w+)*$")
                        columns = {column[0] for column in db.execute(text).description}
                        self.assertEqual(set(), set(line.split(": ")[1].split(", ")) - columns)


if __name__ == "__main__":
    unittest.main()
