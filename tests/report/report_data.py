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
                self.columns[name] = self.column(kind, name)
            if name.endswith("change.time_ns"):
                self.line = sorted(set(self.columns[name]))
            assert self.at == end, name
        for before in ("", "before/"):
            if before + "run" in self.json:
                self.json[before + "buffer_form"] = self.forms(before)

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

    def numbers(self, count):
        """Their first bytes come first, then the second bytes of those that have one, .."""
        out, left, shift = [0] * count, list(range(count)), 0
        while left:
            taken, more = self.take(len(left)), []
            for i, byte in zip(left, taken):
                out[i] |= (byte & 127) << shift
                if byte > 127:
                    more.append(i)
            left, shift = more, shift + 7
        return [None if not n else n // 2 if n % 2 else -(n // 2) for n in out]

    def column(self, kind, name):
        count, self.at = self.varint(), self.at + 1
        codes = self.numbers(count)
        if kind == 1:
            return codes
        if kind == 2:
            out, before = [], 0
            for step in codes:
                before += step or 0
                out.append(None if step is None else before)
            return out
        if kind > 4:
            return self.unexpected(kind, name, codes)
        places, before = [], 0
        for i, step in enumerate(codes):
            base = before if kind == 3 else self.base[i]
            places.append(None if step is None else base + step)
            before = before if step is None else base + step
        if kind == 3:
            self.base = places
        rests = iter(self.numbers(sum(p is not None for p in places)))
        return [None if p is None else next(rests) + (self.line[p - 1] if p else 0) for p in places]

    def unexpected(self, kind, name, codes):
        """Differences from what is expected, by what expected_changes.h says."""
        out, table = [], name.split(".")[0]
        if kind == 5:
            return [None if c is None else c + (b or 0)
                    for b, c in zip(self.columns[table + ".bytes_per_core"], codes)]
        times, moved, last = self.columns[table + ".time_ns"], self.moves(table.removesuffix("change")), {}
        for i, code in enumerate(codes):
            moves, expected = moved.get(times[i], []), 0
            if kind == 6:
                expected = 0 if len(moves) != 1 else 2 if moves[0][0] else 3
            elif kind == 7:
                cores = moves[0][2] if len(moves) == 1 else None
                if cores is not None:
                    expected = last.get(cores, 0)
                    last[cores] = expected + code
            else:
                classes = self.columns[table + ".classes"][i]
                expected = last.get(classes, 0)
                if self.columns[table + ".event"][i] in (2, 3):
                    expected += sum(b if begins else -b for begins, b, _ in moves)
                last[classes] = expected + code
            out.append(expected + code)
        return out

    def moves(self, before):
        """At each time the buffers that came or went: whether one came, bytes of l1, cores."""
        out, texts = {}, [t["text"] for t in self.json[before + "form_text"]]
        kinds, sizes, cores = (self.columns.get(before + "form." + c, []) for c in ("kind", "bytes_per_core", "cores"))
        for b in self.table(before + "buffer"):
            form = b["form"] - 1
            size = (sizes[form] or 0) if texts[kinds[form]] == "l1" else 0
            for begins, time in ((True, b["alloc_ns"]), (False, b["end_ns"])):
                out.setdefault(time, []).append((begins, size, cores[form]))
        return out

    def forms(self, before):
        """What buffers have in common, with its texts."""
        texts = [t["text"] for t in self.json[before + "form_text"]] + [None]
        chips = {c["handle"]: c["chips"] for c in self.json[before + "form_chips"]}
        sites, cores, tensors = ({r["id"]: r for r in self.json[before + "form_" + n]} for n in ("site", "cores", "tensor"))
        out = []
        for number, row in enumerate(self.table(before + "form"), 1):
            site = sites.get(row["callsite"], {})
            for column in ("kind", "layout", "last_use", "purpose", "given"):
                row[column] = texts[-1 if row[column] is None else row[column]]
            out.append(row | {
                "form": number, "chips": chips.get(row["handle"]), "callsite": site.get("callsite"),
                "name": site.get("op") if site.get("op") is not None else row["purpose"],
                "variable": row["given"] or (site.get("variable") if row["named"] else None),
                "cores": cores.get(row["cores"], {}).get("cores"),
                "tensor": tensors.get(row["tensor"], {}).get("tensor")})
        return out

    def table(self, name):
        """Columns of a table as rows."""
        mine = {c.split(".")[1]: v for c, v in self.columns.items() if c.split(".")[0] == name}
        return [dict(zip(mine, values)) for values in zip(*mine.values())]
