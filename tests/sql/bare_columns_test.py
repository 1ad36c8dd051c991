"""No row mixes values of two rows: every SELECT of the tree that aggregates names, besides
aggregates, only columns that it groups by. SQLite would take any other column from some row of the
group, or from that of the only max() or min(): a name beside the bytes of another op.

    bare_columns_test.py SOURCE-FOLDER      (needs the package sqlglot)

Statements are read from queries/, the .sql files of analyzer/ and the string literals of its C.
"""
import pathlib
import re
import sys
import unittest

import sqlglot
from sqlglot import exp

SOURCE = pathlib.Path(sys.argv.pop(1))

def is_aggregate(node):
    """count(*), sum(x), max(x) of one argument; as a window function it aggregates nothing away."""
    if isinstance(node, (exp.Max, exp.Min)) and node.args.get("expressions"):
        return False        # max(a, b): the larger one
    if isinstance(node, exp.Anonymous) and node.name.lower() != "total":
        return False
    outer = node.parent
    while isinstance(outer, exp.Filter):
        outer = outer.parent
    return not isinstance(outer, exp.Window)


def own(select, kind):
    """Nodes of this kind that belong to the SELECT itself, not to one inside it."""
    for node in select.find_all(kind):
        if node.find_ancestor(exp.Select) is select:
            yield node


def plain(node):
    return node.sql(dialect="sqlite").lower()


def within(node, top):
    while node is not None and node is not top:
        node = node.parent
    return node is not None


def bare_columns(select):
    aggregates = [n.parent if isinstance(n.parent, exp.Filter) else n
                  for n in own(select, (exp.AggFunc, exp.Anonymous)) if is_aggregate(n)]
    aggregates = [n for n in aggregates if any(within(n, e) for e in select.expressions)]
    group = select.args.get("group")
    if not aggregates and not group:
        return []
    keys = {plain(e) for e in group.expressions} if group else set()
    # a key of the group may be written with or without its table, or as a column of the result
    keys |= {key.split(".")[-1] for key in keys}
    named = {e.alias.lower(): e.this for e in select.expressions if isinstance(e, exp.Alias)}
    keys |= {plain(named[key]) for key in list(keys) if key in named}
    found = []
    for e in select.expressions:
        inner = e.this if isinstance(e, exp.Alias) else e
        if plain(inner) in keys or plain(e) in keys:
            continue
        for column in inner.find_all(exp.Column, exp.Star):
            if column.find_ancestor(exp.Select) is not select:
                continue
            if any(within(column, a) for a in aggregates) or plain(column) in keys or \
                    plain(column).split(".")[-1] in keys:
                continue
            if any(plain(up) in keys for up in ancestors(column, inner)):
                continue
            found.append(plain(column))
    return found


def ancestors(node, top):
    while node is not top and node is not None:
        node = node.parent
        if node is not None:
            yield node


def statements():
    """(where, text) of each statement in the tree."""
    for path in sorted([*SOURCE.glob("queries/*.sql"), *SOURCE.glob("analyzer/**/*.sql")]):
        text = re.sub(r"--(?!\w)[^\n]*", "", path.read_text(encoding="utf-8"))
        text = re.sub(r"CREATE TRIGGER.*?BEGIN(.*?)END;", r"\1", text, flags=re.S)
        yield path.name, text
    literal = r'"(?:[^"\\]|\\.)*"'
    for path in sorted(SOURCE.glob("analyzer/**/*.c")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        text = text.replace("\\\n", "\n")
        macros = dict(re.findall(rf"#define (\w+)\s+({literal}(?:\s*{literal})*)", text))
        for found in re.finditer(rf"{literal}(?:\s*(?:{literal}|[A-Z][A-Z_]+\b))*", text):
            whole = re.sub(r'"?\b([A-Z][A-Z_]+)\b(?=\s*(?:"|$))',
                           lambda m: macros.get(m[1], m[0]), found.group(0)) \
                if any(name in found.group(0) for name in macros) else found.group(0)
            whole = "".join(re.findall(literal, whole))
            sql = re.sub(r'(?<!\\)"', "", whole).replace('\\"', '"').replace("\\n", "\n")
            if re.match(r"\s*(SELECT|WITH|INSERT INTO \w+ SELECT|CREATE)\b.*\bFROM\b", sql, re.S):
                yield path.name, sql


def parse(sql):
    sql = re.sub(r"%[sd]|%\.\*s", "x", sql)
    return [s for s in sqlglot.parse(re.sub(r"\?\d*", "NULL", sql), dialect="sqlite") if s]


def selects(sql):
    """A macro may hold the WITH of several statements, without what follows."""
    try:
        trees = parse(sql)
    except sqlglot.errors.ParseError:
        try:
            trees = parse(sql + " SELECT 1")
        except sqlglot.errors.ParseError as error:
            raise AssertionError(f"cannot read {sql}") from error
    for tree in trees:
        yield from tree.find_all(exp.Select)


class Sql(unittest.TestCase):
    def test_the_search_finds_what_it_is_for(self):
        bad = ("SELECT name, max(peak_bytes), min(headroom_bytes) FROM ops GROUP BY run",
               "SELECT *, min(a) FROM t GROUP BY b",
               "SELECT b, (SELECT c FROM u), max(a), d || 'x' FROM t GROUP BY b",
               "WITH x AS (SELECT a, count(*) FROM t) SELECT * FROM x")
        good = ("SELECT name, max(a) AS a FROM ops GROUP BY name",
                "SELECT o.name, max(a, b) FROM ops o",
                "SELECT a, max(b) OVER (PARTITION BY c) FROM t",
                "SELECT coalesce(a, 'x') AS y, sum(b) FILTER (WHERE c) FROM t GROUP BY y",
                "SELECT a || 'x', count(*) FROM t GROUP BY a",
                "SELECT max(b) - (SELECT max(c) FROM u) FROM t")
        for sql in bad:
            self.assertTrue(any(bare_columns(s) for s in selects(sql)), sql)
        for sql in good:
            self.assertFalse(any(bare_columns(s) for s in selects(sql)), sql)

    def test_no_statement_has_a_bare_column_beside_an_aggregate(self):
        seen = 0
        for where, sql in statements():
            for select in selects(sql):
                seen += 1
                with self.subTest(where=where):
                    self.assertEqual(bare_columns(select), [], plain(select)[:600])
        self.assertGreater(seen, 100)


if __name__ == "__main__":
    unittest.main()
