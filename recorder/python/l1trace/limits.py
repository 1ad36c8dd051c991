"""Limits on the L1 that a marked part of a program uses: read, judged, and explained.

Nothing here knows pytest. Answers come from l1analyze; analyzer.Refused passes through.
"""
import os
import re
import shlex

from . import analyzer

_UNITS = {"": 1, "B": 1, "KB": 10 ** 3, "MB": 10 ** 6, "KIB": 1 << 10, "MIB": 1 << 20, "GB": 10 ** 9, "GIB": 1 << 30}
_SHOWN = 6                              # holders and leaks in a text
# What the marked part allocated, did not free, and no fixture made: fixtures outlive it or free their own.
_LEFT = """
SELECT b.kind, b.name, b.callsite, b.tensor, b.variable, count(*) AS count, sum(b.bytes_per_core) AS bytes_per_core
FROM l1_leaks b WHERE b.reason IS NOT 'owned by the program cache' AND NOT EXISTS (
  SELECT 1 FROM phase p WHERE p.run = b.run AND p.kind = 'mark' AND p.name GLOB 'fixture *'
  AND p.begin_ns <= b.alloc_ns AND (p.end_ns IS NULL OR p.end_ns > b.alloc_ns))
GROUP BY b.kind, b.name, b.callsite, b.tensor, b.variable
UNION ALL SELECT 'a device', NULL, NULL, NULL, NULL, 0, NULL FROM (SELECT 1 FROM peak LIMIT 1)
ORDER BY 7 DESC, 2, 3"""

_FIXTURES = "SELECT begin_ns, end_ns FROM phase WHERE kind = 'mark' AND name GLOB 'fixture *' ORDER BY begin_ns"


class Limit:
    """"600 KiB", 614400, or "45 %" of what programs may use of a core's L1. ValueError: none of these."""

    def __init__(self, text):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%|[KMG]i?B|B|)\s*", str(text), re.I)
        if isinstance(text, bool) or not found:
            raise ValueError(f"{text!r} is no limit: '600 KiB', 614400 or '45 %'")
        self.percent = float(found[1]) if found[2] == "%" else None
        self.bytes = None if self.percent is not None else int(float(found[1]) * _UNITS[found[2].upper()])

    def of(self, row):
        """The limit in bytes for a device's row of peak; None: its size is not known."""
        if self.percent is None:
            return self.bytes
        if row["capacity_bytes"] is None or row["reserved_bytes"] is None:
            return None
        return int((row["capacity_bytes"] - row["reserved_bytes"]) * self.percent / 100)


class Cores:
    """"0,0", (0, 0), "0,0-7,3" (a rectangle), or a list of such. ValueError: none of these."""

    def __init__(self, said):
        alone = isinstance(said, str) or isinstance(said, tuple) and all(type(n) is int for n in said)
        try:
            self.parts = [self._part(one) for one in ([said] if alone else said)]
        except TypeError:
            self.parts = []
        if not self.parts:
            raise ValueError(f"{said!r} is no core: '0,0', (0, 0), '0,0-7,3', or a list of them")
        self.text = " ".join(f"{x},{y}" if (x, y) == (u, v) else f"{x},{y}-{u},{v}" for x, y, u, v in self.parts)

    @staticmethod
    def _part(one):
        text = one if isinstance(one, str) else "{},{}".format(*one) if isinstance(one, tuple) and len(one) == 2 else ""
        found = re.fullmatch(r"\s*(\d{1,4})\s*,\s*(\d{1,4})\s*(?:-\s*(\d{1,4})\s*,\s*(\d{1,4})\s*)?", text, re.A)
        if not found:
            raise ValueError(f"{one!r} is no core: '0,0', (0, 0), '0,0-7,3', or a list of them")
        x, y, u, v = (int(n) if n else None for n in found.groups())
        u, v = (x, y) if u is None else (u, v)
        return min(x, u), min(y, v), max(x, u), max(y, v)

    def has(self, row):
        return any(x <= row["core_x"] <= u and y <= row["core_y"] <= v for x, y, u, v in self.parts)


class Limits:
    """One limit for all cores, or none, and limits for some, which hold there in its place; of two for
    one core the first. why: what the limit for all is called.
    """

    def __init__(self, limit=None, why="its limit", of_cores=()):
        self.limit, self.why, self.of_cores = limit, why, list(of_cores)

    def __bool__(self):
        return self.limit is not None or bool(self.of_cores)

    def _of(self, row):
        """(limit, its name, the option that names its core)"""
        for cores, limit in self.of_cores:
            if cores.has(row):
                return limit, f"its limit for core {cores.text}", ["--core", f"{row['core_x']},{row['core_y']}"]
        return self.limit, self.why, []

    def over(self, rows):
        """(row, bytes allowed, whose limit it is, words) of what is most above its limit; None: nothing is."""
        found = []
        for row in rows:
            limit, why, words = self._of(row)
            allowed = limit.of(row) if limit else None
            if allowed is not None and row["peak_bytes"] > allowed:
                found.append((row, allowed, why, words))
        return max(found, key=lambda f: f[0]["peak_bytes"] - f[1], default=None)

    def not_judged(self, rows):
        """Why these rows do not tell whether a limit holds; None: they do."""
        for cores, _ in self.of_cores:
            if not any(cores.has(row) for row in rows):
                return f"no device has core {cores.text}"
        judged = (self._of(row)[0] for row in rows)
        if any(limit and limit.of(row) is None for limit, row in zip(judged, rows)):
            return "the size of the device's L1 is not known"
        return None


def peaks(trace, mark, of_each_core=False):
    """What the fullest core of each device, or each core, held while the mark lasted. Empty: no device was open."""
    by = [] if of_each_core else ["--by", "device"]
    return analyzer.rows("peak", *by, *analyzer.marked(mark), trace)


def site(callsite, frames=2):
    """The innermost frames of a call site that are no framework's, as people read them."""
    here = os.path.join(os.getcwd(), "")
    shown = [f.removeprefix(here) for f in (callsite or "").split("; ")
             if f and not re.search(r"-packages/|/bin/pytest", f)]
    return " < ".join(shown[:frames]) or "a place that is not known"


def over_text(trace, mark, row, allowed, why, words=()):
    """Lines that say which core, op and line are over the limit, who holds the bytes, and what to free.

    words: the option that limits a question to that core, where it need not be the fullest.
    """
    where = f"core {row['core_x']},{row['core_y']} of chip {row['device']}"
    lines = [f"L1 over {why}: {where} held {row['peak_bytes']:,} of {allowed:,} bytes"]
    if row["op"] is None:
        lines[0] += ", between ops"
    else:
        lines[0] += f" in op {row['op']}, {row['name']}"
        ops = analyzer.rows("ops", "--op", str(row["op"]), trace)
        if ops:
            lines[0] += f", at {site(ops[0]['callsite'], 1)}"
    lines.append(f"buffers {row['buffer_bytes']:,}, L1_SMALL {row['l1_small_bytes']:,}, its program "
                 f"{row['program_bytes']:,}; who holds them:")
    lines += _holders(trace, mark, row, words)
    lines.append(" ".join(["look: l1analyze peak --owners", *words, "--mark", _word(mark), shlex.quote(trace)]))
    return lines


def _word(mark):
    """A mark as one word of a shell's line, in quotes even where none are needed."""
    return "'" + mark.replace("'", "'\"'\"'") + "'"


def _holders(trace, mark, row, words):
    owners = analyzer.rows("peak", "--owners", "--device", str(row["device"]), *words, *analyzer.marked(mark), trace)
    held = {}
    for owner in owners:
        who = owner["owner"] if owner["part"] == "buffer" else f"program of {row['name']}"
        if owner["part"] not in ("buffer", "program"):
            who = owner["owner"] or owner["part"]
        key = (who, owner["callsite"])
        held[key] = held.get(key, 0) + owner["bytes_per_core"]
    largest = sorted(held.items(), key=lambda h: (-h[1], str(h[0])))
    lines = [f"  {size:>11,}  {who or 'not known'}, {site(callsite)}" for (who, callsite), size in largest[:_SHOWN]]
    if len(largest) > _SHOWN:
        lines.append(f"  {sum(size for _, size in largest[_SHOWN:]):>11,}  {len(largest) - _SHOWN} more")
    return lines + _dead(trace, row)


def _dead(trace, row):
    """What was live at that moment although nothing used it any more. What a fixture made may be used later."""
    fixtures = [(f["begin_ns"], f["end_ns"]) for f in analyzer.rows("query", _FIXTURES, trace)]
    found = []
    for use in analyzer.rows("uses", "--device", str(row["device"]), trace):
        unused = use["last_use_ns"] is not None and use["last_use_ns"] < row["time_ns"] and use["perhaps_op"] is None
        live = use["alloc_ns"] <= row["time_ns"] and (use["free_ns"] is None or use["free_ns"] > row["time_ns"])
        fixed = any(begin <= use["alloc_ns"] and (end is None or end > use["alloc_ns"]) for begin, end in fixtures)
        if unused and live and not fixed and use["owner_op"] is None:
            found.append(use)
    found.sort(key=lambda use: (-use["bytes_per_core"], use["alloc_ns"]))
    return [f"  free {use['variable'] or use['name']} earlier ({use['bytes_per_core']:,} bytes a core, made at "
            f"{site(use['callsite'], 1)}): nothing has used it since {site(use['last_use_callsite'], 1)}"
            for use in found[:_SHOWN]]


def left(trace, mark):
    """What the marked part left in L1, by call site: rows with count and bytes_per_core, largest first.

    None: no device was open.
    """
    rows = analyzer.rows("query", _LEFT, *analyzer.marked(mark), trace)
    return [row for row in rows if row["count"]] if rows else None


def left_text(trace, mark, rows, allowed):
    """Lines that say what was left and who made it."""
    total = sum(r["bytes_per_core"] for r in rows)
    lines = [f"L1 leak: {total:,} bytes a core are left of what the test allocated, {allowed:,} are allowed:"]
    for r in rows[:_SHOWN]:
        what = " ".join(t for t in (r["variable"], r["tensor"]) if t)
        lines.append(f"  {r['bytes_per_core']:>11,}  {r['count']} x {r['name'] or r['kind']} {what}, {site(r['callsite'])}")
    if len(rows) > _SHOWN:
        lines.append(f"  {sum(r['bytes_per_core'] for r in rows[_SHOWN:]):>11,}  {len(rows) - _SHOWN} more call sites")
    lines.append(f"look: l1analyze leaks --mark {_word(mark)} {shlex.quote(trace)}")
    return lines
