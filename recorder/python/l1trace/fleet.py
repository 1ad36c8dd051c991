"""Many ranks' traces, asked where they lie; answers as typed Parquet, a folder a rank.

    from l1trace import fleet
    fleet.rows("run.l1t", "peak")                       a pyarrow.Table of one trace
    fleet.dask(paths, fleet.QUERIES, "answers")         in the workers of dask's client
    fleet.spark(session, paths, fleet.QUERIES, "answers")
    fleet.worst_core("answers")                         and the other questions below

answers/QUERY/rank=N/part.parquet has the rows of a query, answers/run/rank=N/part.parquet the trace's
row of table run; their own column rank is recorded_rank there. Workers need this module, pyarrow and
l1analyze, and see the same paths. A query is a name that `l1analyze schema` lists, or in {NAME: SQL} any
other. Types are those of the columns' names, the same for each rank; types={COLUMN: "double"} says others.
"""
import csv
import io
import json
import pathlib
import re
import tempfile
import warnings

import pyarrow
import pyarrow.csv
import pyarrow.parquet

from .analyzer import Refused, ask
from .fleet_questions import (differing_ranks, leaks_by_callsite, op_maxima, worst_core)  # noqa: F401

QUERIES = ("peak", "peak_by_op", "leaks")       # what the questions below need

# The names of columns that hold numbers; all others hold text. tests/fleet compares with JSON's types.
_INTEGER = re.compile(r"""(.+_)?(bytes|ns|op|ops|x|y|count|address|id|pid|rank)|run|device|buffer|opening
    |handle|mesh|program|programs|kernels|launches|replays|passes|pass|compiled_pass|depth|thread|idx
    |agrees|alias|bad|fits|found|fired|release|regions|buffers|failures|records|finished|forked|failed
    |captured|replayed|compiled|callsites|changes|every|grew|times|uses|failure|holes|most_holes|moment
    |other|page|pages|per_core|lowest_buffer|region_end|bytes_per_(core|bank)|lost_events|seq""", re.X)
_REAL = re.compile(r"(.+_)?(fragmentation|percent)")
_RECORDED = {"rank": "recorded_rank"}
_BLOCK_BYTES = 32 << 20         # longer than any row


def _type(column, types):
    if column in types:
        return pyarrow.type_for_alias(types[column])
    if _INTEGER.fullmatch(column):
        return pyarrow.int64()
    return pyarrow.float64() if _REAL.fullmatch(column) else pyarrow.string()


def _table(text, types, what):
    """The rows of csv, bytes; no rows: the columns alone. An empty field is NULL, \"\" is no text."""
    header = next(csv.reader(io.StringIO(text.split(b"\n", 1)[0].decode())), [])
    if not header:
        raise Refused(f"{what}: no columns")
    convert = pyarrow.csv.ConvertOptions(
        column_types={c: _type(c, types or {}) for c in header}, strings_can_be_null=True,
        quoted_strings_can_be_null=False, null_values=[""])
    try:
        return pyarrow.csv.read_csv(
            pyarrow.BufferReader(text), convert_options=convert,
            read_options=pyarrow.csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True))
    except pyarrow.ArrowInvalid as error:
        raise Refused(f"{what}: {error}; types={{COLUMN: 'string'}} says another type") from None


def answers(path, queries, types=None):
    """{query: its rows of the trace, a pyarrow.Table}; of names from one reading. Raises Refused."""
    path = pathlib.Path(path).absolute()
    if isinstance(queries, dict):
        return {name: rows(path, sql, types) for name, sql in queries.items()}
    with tempfile.TemporaryDirectory() as folder:
        # one name alone would be written to a file of that name
        if len(queries) == 1:
            return {queries[0]: rows(path, queries[0], types)}
        ask("query", ",".join(queries), "--format", "csv", "-o", folder, "-f", path)
        return {name: _table((pathlib.Path(folder) / f"{name}.csv").read_bytes(), types,
                             f"{path}: {name}") for name in queries}


def rows(path, query, types=None):
    """The rows of one query, by its name or SQL, as a pyarrow.Table. Raises Refused."""
    path = pathlib.Path(path).absolute()
    return _table(ask("query", query, "--format", "csv", path), types, f"{path}: {query}")


def _identify(position, path):
    """The trace's rank; None: it has none, or several."""
    try:
        run = json.loads(ask("info", "--format", "json", pathlib.Path(path).absolute()))
        ranks = {r.get("rank") for r in run}
        rank = ranks.pop() if len(ranks) == 1 else None
        # the recorder's word for it, which need not be a number
        return {"position": position, "rank": int(rank) if re.fullmatch(r"\d+", str(rank)) else None}
    except Refused as error:
        return {"position": position, "error": str(error)}


def _write(position, path, rank, part, queries, out, types):
    """Writes a trace's answers. A file is whole, or not there."""
    try:
        tables = {"run": _table(ask("info", "--format", "csv", pathlib.Path(path).absolute()), types, path)}
        tables.update(answers(path, queries, types))
        for query, table in tables.items():
            folder = pathlib.Path(out) / query / f"rank={rank}"
            folder.mkdir(parents=True, exist_ok=True)
            # beside the folder's, which is the place in the list where none was recorded
            table = table.rename_columns([_RECORDED.get(c, c) for c in table.column_names])
            pyarrow.parquet.write_table(table, folder / f".{part}", compression="zstd")
            (folder / f".{part}").rename(folder / part)
        return {"position": position}
    except (Refused, OSError) as error:
        return {"position": position, "error": str(error)}


def _ranks(identified):
    """position -> (rank, name of its file). If one has no rank, its place in the list is each one's."""
    all_known = all(i["rank"] is not None for i in identified)
    numbered, seen = {}, {}
    for i in identified:
        rank = i["rank"] if all_known else i["position"]
        seen[rank] = seen.get(rank, 0) + 1
        numbered[i["position"]] = (rank, "part.parquet" if seen[rank] == 1 else f"part-{seen[rank]}.parquet")
    return numbered


def _carry_out(each, paths, queries, out, types):
    """each(function, list of arguments): a list of what it returned, in any order."""
    paths = [str(pathlib.Path(p).absolute()) for p in paths]
    out = str(pathlib.Path(out).absolute())
    queries = dict(queries) if isinstance(queries, dict) else list(queries)
    for name in ["run", *queries]:
        if not re.fullmatch(r"\w+", name):
            raise ValueError(f"'{name}' is no name of a query; give SQL as {{NAME: SQL}}")
        if (pathlib.Path(out) / name).exists():
            raise FileExistsError(f"{pathlib.Path(out) / name} exists: name another folder")
    result = [{"path": path, "rank": None, "error": None} for path in paths]
    found = sorted(each(_identify, list(enumerate(paths))), key=lambda i: i["position"])
    numbered = _ranks([i for i in found if "error" not in i])
    found += each(_write, [(i, paths[i], *numbered[i], queries, out, types) for i in numbered])
    for one in found:
        result[one["position"]]["error"] = one.get("error") or result[one["position"]]["error"]
    for i, (rank, _) in numbered.items():
        result[i]["rank"] = rank
    missing = [r for r in result if r["error"]]
    if missing:
        warnings.warn(f"{len(missing)} of {len(paths)} traces were not answered, first "
                      f"{missing[0]['path']}: {missing[0]['error']}", stacklevel=3)
    return result


def dask(paths, queries, out, types=None):
    """Asks in the workers of the current dask client, else in this process.

    paths: one trace each; out: a folder without these answers. Returns for each path {path, rank, error}:
    the others are answered where one is not, and a warning says so. A rank is the recorded one, or if any
    has none, its place in paths.
    """
    import dask as engine

    def each(function, items):
        return list(engine.compute(*[engine.delayed(function, pure=False)(*item) for item in items]))
    return _carry_out(each, paths, queries, out, types)


def spark(session, paths, queries, out, types=None):
    """The same in the Python workers of a SparkSession, which write the files themselves. Needs pandas, too."""
    def each(function, items):
        def work(batches):
            for batch in batches:
                done = [json.dumps(function(*json.loads(text))) for text in batch.column(0).to_pylist()]
                yield pyarrow.RecordBatch.from_pydict({"item": done})
        if not items:
            return []
        frame = session.createDataFrame([(json.dumps(item),) for item in items], "item string")
        done = frame.repartition(len(items)).mapInArrow(work, "item string").collect()
        return [json.loads(row.item) for row in done]
    return _carry_out(each, paths, queries, out, types)
