"""What is asked of all ranks at once, of the answers that l1trace.fleet has written.

Each question reads one rank's file after the other, and returns a pyarrow.Table with a column rank. Of
equal ranks the lowest is named.
"""
import collections
import pathlib
import re

import pyarrow
import pyarrow.parquet


def _files(out, query):
    """(rank, file) of each trace's answers, by rank."""
    found = []
    for file in (pathlib.Path(out) / query).glob("rank=*/part*.parquet"):
        number = re.fullmatch(r"part-?(\d*)\.parquet", file.name)
        if number:
            found.append((int(file.parent.name.partition("=")[2]), int(number[1] or 1), file))
    if not found:
        raise FileNotFoundError(f"no answers to {query} in {out}: ask it with l1trace.fleet first")
    return [(rank, file) for rank, _, file in sorted(found)]


def _rows(out, query, columns=None):
    """(rank, the rows of one trace as dictionaries)"""
    for rank, file in _files(out, query):
        yield rank, pyarrow.parquet.read_table(file, columns=columns, partitioning=None).to_pylist()


def _columns(out, query):
    return pyarrow.parquet.read_schema(_files(out, query)[0][1])


def worst_core(out):
    """The fullest core of all ranks: its row of `peak`, with its rank. No row: no core held anything."""
    worst = None
    for rank, rows in _rows(out, "peak"):
        for row in rows:
            if worst is None or row["peak_bytes"] > worst["peak_bytes"]:
                worst = {"rank": rank, **row}
    schema = _columns(out, "peak").insert(0, pyarrow.field("rank", pyarrow.int64()))
    return pyarrow.Table.from_pylist([worst] if worst else [], schema=schema)


_OPS = pyarrow.schema([(c, pyarrow.string() if c in ("name", "consists_of") else pyarrow.int64()) for c in (
    "name", "consists_of", "ranks", "launches", "peak_bytes", "rank", "op", "device", "headroom_bytes")])


_OF_KERNELS = ("ttnn.generic_op", "GenericOpDeviceOperation")     # which of them they run says what it is


def op_maxima(out):
    """One row an op: on how many ranks, launches on all, its fullest launch and where; the fullest first."""
    found = {}
    wanted = ["name", "consists_of", "device", "launches", "peak_bytes", "op", "headroom_bytes"]
    for rank, rows in _rows(out, "peak_by_op", wanted):
        for row in rows:
            kernels = row["consists_of"] if row["name"] in _OF_KERNELS else None
            one = found.setdefault((row["name"], kernels), {"on": set(), "launches": 0, "headroom": []})
            one["on"].add(rank)
            one["launches"] += row["launches"] or 0
            if row["headroom_bytes"] is not None:
                one["headroom"] = [min(one["headroom"] + [row["headroom_bytes"]])]
            if "row" not in one or row["peak_bytes"] > one["row"]["peak_bytes"]:
                one["row"] = {**row, "rank": rank}
    rows = [{**one["row"], "ranks": len(one["on"]), "launches": one["launches"],
             "headroom_bytes": (one["headroom"] or [None])[0]} for one in found.values()]
    rows.sort(key=lambda r: (-r["peak_bytes"], r["name"] or "", r["consists_of"] or ""))
    return pyarrow.Table.from_pylist(rows, schema=_OPS)


_LEAKS = pyarrow.schema([(c, pyarrow.string() if c in ("kind", "reason", "name", "callsite") else
                          pyarrow.int64()) for c in ("kind", "reason", "name", "callsite", "ranks", "count",
                                                     "size_bytes", "most_bytes_per_core", "rank")])


def leaks_by_callsite(out):
    """One row a call site: ranks, buffers and bytes on all, and the rank that lost most a core."""
    found = collections.defaultdict(lambda: {"on": set(), "count": 0, "size_bytes": 0, "most": (-1, None)})
    key = ("kind", "reason", "name", "callsite")
    for rank, rows in _rows(out, "leaks", [*key, "bytes_per_core", "size_bytes"]):
        per_core = collections.Counter()
        for row in rows:
            one = found[tuple(row[k] for k in key)]
            one["on"].add(rank)
            one["count"] += 1
            one["size_bytes"] += row["size_bytes"] or 0
            per_core[tuple(row[k] for k in key)] += row["bytes_per_core"] or 0
        for site, lost in per_core.items():
            if lost > found[site]["most"][0]:
                found[site]["most"] = (lost, rank)
    rows = [{**dict(zip(key, site)), "ranks": len(one["on"]), "count": one["count"],
             "size_bytes": one["size_bytes"], "most_bytes_per_core": one["most"][0], "rank": one["most"][1]}
            for site, one in found.items()]
    rows.sort(key=lambda r: (-r["size_bytes"], *[str(r[k]) for k in key]))
    return pyarrow.Table.from_pylist(rows, schema=_LEAKS)


_DIFFERING = pyarrow.schema([(c, pyarrow.string() if c == "figure" else pyarrow.int64()) for c in (
    "rank", "figure", "value", "usual_value", "usual_ranks")])


def differing_ranks(out):
    """What of a rank is not as on most: peak, launches of an op, leaks. NULL: it has no such op or core.

    usual_value is the value that most ranks have (the smallest of those that equally many have), and
    usual_ranks how many have it: with 1 there is nothing usual.
    """
    seen = collections.defaultdict(dict)                # figure -> rank -> value

    def add(figure, rank, value, together=sum):
        before = seen[figure].get(rank)
        seen[figure][rank] = value if before is None else together([before, value])
    for rank, rows in _rows(out, "peak", ["peak_bytes"]):
        if rows:
            add("peak_bytes", rank, max(r["peak_bytes"] for r in rows), max)
    for rank, rows in _rows(out, "peak_by_op", ["name", "launches"]):
        for row in rows:
            add(f"launches of {row['name']}", rank, row["launches"] or 0)
    for rank, rows in _rows(out, "leaks", ["size_bytes"]):
        add("leaks", rank, len(rows))
        add("leaked size_bytes", rank, sum(r["size_bytes"] or 0 for r in rows))
    ranks = sorted({rank for rank, _ in _files(out, "run")})
    rows = []
    for figure, values in seen.items():
        count = collections.Counter(values.get(rank) for rank in ranks)
        usual, many = min(count.items(), key=lambda c: (-c[1], c[0] is None, c[0] or 0))
        rows += [{"rank": rank, "figure": figure, "value": values.get(rank), "usual_value": usual,
                  "usual_ranks": many} for rank in ranks if values.get(rank) != usual]
    rows.sort(key=lambda r: (r["rank"], r["figure"]))
    return pyarrow.Table.from_pylist(rows, schema=_DIFFERING)
