"""
Reads the data of a page of l1analyze report a second time, by what packed_rows.h says, and asks
l1analyze for the same rows.
"""
import base64
import csv
import gzip
import io
import json
import re
import subprocess


def analyze(program, *words):
    """What l1analyze prints: bytes."""
    done = subprocess.run([program, *words], capture_output=True, check=False)
    assert done.returncode in (0, 4), (words, done.returncode, done.stderr)
    return done.stdout


def rows(program, *words):
    """Rows of csv, dictionaries of texts."""
    text = analyze(program, *words, "--format", "csv").decode("utf-8", "replace")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def report(program, trace, page, *words):
    analyze(program, "report", *words, trace, "-f", "-o", page)
    with open(page, encoding="utf-8") as file:
        return file.read()


class Data:
    """The sections of a page: JSON by name in .json, columns in .columns."""

    def __init__(self, html):
        packed = re.search(r'<script type="text/plain" id="data">\n(.*?)</script>', html, re.S)[1]
        assert re.fullmatch(r"[A-Za-z0-9+/=\n]*", packed)
        self.bytes, self.at = gzip.decompress(base64.b64decode(packed)), 0
        self.json, self.columns, self.line, self.base = {}, {}, [], None
        while self.at < len(self.bytes):
            name = self.take(self.varint()).decode()
            kind, end = self.take(1)[0], self.varint()
            end += self.at
            if kind == 0:
                self.json[name] = json.loads(self.take(end - self.at))
            else:
                self.columns[name] = self.column(kind)
            if name.endswith("change.time_ns"):
                self.line = sorted(set(self.columns[name]))
            assert self.at == end, name

    def take(self, count):
        self.at += count
        return self.bytes[self.at - count:self.at]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.bytes[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def value(self):
        code = self.varint()
        if not code:
            return None
        code -= 1
        return -(code + 1 >> 1) if code & 1 else code >> 1

    def column(self, kind):
        count, self.at = self.varint(), self.at + 1
        if kind == 1:
            return [self.value() for _ in range(count)]
        if kind == 2:
            out, before = [], 0
            for _ in range(count):
                step = self.value()
                before += step or 0
                out.append(None if step is None else before)
            return out
        places, before = [], 0
        for i in range(count):
            step = self.value()
            base = before if kind == 3 else self.base[i]
            places.append(None if step is None else base + step)
            before = before if step is None else base + step
        if kind == 3:
            self.base = places
        return [None if p is None else self.value() + (self.line[p - 1] if p else 0) for p in places]

    def table(self, name):
        """Columns of a table as rows."""
        mine = {c.split(".")[1]: v for c, v in self.columns.items() if c.split(".")[0] == name}
        return [dict(zip(mine, values)) for values in zip(*mine.values())]
