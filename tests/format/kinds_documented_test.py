#!/usr/bin/env python3
"""FORMAT.md has each kind of record, under its name, with as many fields, and says where a blob is.

    kinds_documented_test.py DUMP-PROGRAM FORMAT.MD
"""
import re
import subprocess
import sys
import unittest

DUMP, FORMAT = sys.argv[1:3]


def documented():
    """Kind -> (name, fields, whether it has a blob), from the table; a row may have several kinds."""
    kinds = {}
    with open(FORMAT, encoding="utf-8") as file:
        section = file.read().split("## Kinds and their fields")[1].split("\n## ")[0]
    for row in re.findall(r"^\| (\d[^|]*)\| ([^|]*) \| ([^|]*) \|([^|]*)\|$", section, re.M):
        first, *last = map(int, re.findall(r"\d+", row[0]))
        names = row[1].split(", ")
        fields = re.sub(r"\([^()]*\)", "", row[2]).split(", ")
        assert len(names) == (last[0] if last else first) - first + 1, row
        for number, name in enumerate(names, first):
            kinds[number] = (name, len(fields), bool(row[3].strip()))
    return kinds


class Kinds(unittest.TestCase):
    def test_each_kind_is_documented_with_its_fields(self):
        lines = subprocess.run([DUMP, "--kinds"], check=True, text=True, stdout=subprocess.PIPE)
        there = {}
        for number, fields, blob, name in (line.split(" ", 3) for line in lines.stdout.splitlines()):
            there[int(number)] = (name, int(fields), blob == "1")
        self.maxDiff = None
        self.assertEqual(there, documented())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
