#!/usr/bin/env python3
"""l1trace.fleet: what it writes and answers is what l1analyze says of all traces at once.

    fleet_test.py L1ANALYZE DECODE_LOOP SOURCE-FOLDER FOLDER-FOR-PACKAGES
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import warnings

L1ANALYZE, DECODE_LOOP, SOURCE, VENVS = sys.argv[1:5]
HERE = pathlib.Path(__file__).parent
if "L1ANALYZE" not in os.environ:           # again, with the packages
    made = subprocess.run([pathlib.Path(SOURCE) / "tests/support/packages.sh", VENVS, HERE / "fleet-packages.txt",
                           "python3.12", "python3", sys.executable], stdout=subprocess.PIPE, text=True)
    if made.returncode:
        sys.exit(made.returncode)
    python, packages = made.stdout.splitlines()
    os.execve(python, [python, "-B", *sys.argv], dict(
        os.environ, L1ANALYZE=L1ANALYZE, PYTHONDONTWRITEBYTECODE="1",
        # a loaded machine is no lost worker
        DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="600s", DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP="600s",
        DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="3600s",
        PYTHONPATH=f"{packages}{os.pathsep}{SOURCE}/recorder/python"))

import dask  # noqa: E402
import distributed  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.dataset  # noqa: E402
from l1trace import fleet  # noqa: E402

TRACES = sorted((pathlib.Path(SOURCE) / "samples/traces").rglob("*.l1t"))
MANY = 32
CUT = 7                         # this one's end is missing: answered all the same


def ask(*words):
    return subprocess.run([L1ANALYZE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def values(rows):
    return [tuple(row.values()) for row in rows]


class OneTrace(unittest.TestCase):
    def test_types_of_all_named_queries_are_those_that_json_has(self):
        names = sorted(p.stem for p in (pathlib.Path(SOURCE) / "queries").glob("*.sql"))
        of_python = {"int64": int, "double": (int, float), "string": str}
        numbers_all_the_same = {("failures", "callsite"), ("failures", "cores")}     # ids, elsewhere texts
        compared = 0
        for trace in [t for t in TRACES if t.stem in ("ttnn_mlp", "ttnn_does_not_fit")]:
            for name in names:
                rows = ask("query", name, "--format", "jsonl", trace)
                if rows.returncode not in (0, 4):
                    continue                    # diff and explain are no query of one trace alone
                table = fleet.rows(trace, name)
                rows = [json.loads(line) for line in rows.stdout.splitlines()]
                self.assertEqual(table.num_rows, len(rows), name)
                for number, row in enumerate(rows):
                    self.assertEqual(list(row), table.column_names)
                    for column, value in row.items():
                        if value is not None and (name, column) not in numbers_all_the_same:
                            self.assertIsInstance(value, of_python[str(table[column].type)], (name, column))
                            compared += 1
                if len(rows) < 300 and not any(n == name for n, _ in numbers_all_the_same):
                    self.assertEqual(table.to_pylist(), rows, name)
        self.assertGreater(compared, 10000)

    def test_an_empty_answer_has_its_columns_and_their_types(self):
        full, empty = (next(t for t in TRACES if t.stem == stem) for stem in ("ttnn_mlp", "ttnn_attention"))
        self.assertEqual(fleet.rows(empty, "leaks").num_rows, 0)
        self.assertEqual(fleet.rows(empty, "leaks").schema, fleet.rows(full, "leaks").schema)

    def test_sql_has_types_that_may_be_said(self):
        sql = "SELECT 1 AS nothing_known, 2.5 AS mean, NULL AS size_bytes, 'a\"b,\n' AS name, '' AS text"
        table = fleet.rows(TRACES[0], sql, types={"mean": "double"})
        self.assertEqual([str(t) for t in table.schema.types], ["string", "double", "int64", "string", "string"])
        self.assertEqual(table.to_pylist(), [{"nothing_known": "1", "mean": 2.5, "size_bytes": None,
                                              "name": 'a"b,\n', "text": ""}])
        with self.assertRaisesRegex(fleet.Refused, "types="):
            fleet.rows(TRACES[0], "SELECT 2.5 AS mean_bytes")
        with self.assertRaisesRegex(fleet.Refused, "no such column"):
            fleet.rows(TRACES[0], "SELECT nothing_known")


class AllRanks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.paths = []
        for n in range(MANY):
            cls.paths.append(cls.folder / f"rank {n}.l1t")
            cls.paths[n].write_bytes(TRACES[n % len(TRACES)].read_bytes())
        cut = cls.paths[CUT].read_bytes()
        cls.paths[CUT].write_bytes(cut[:len(cut) * 3 // 4])
        cls.out = cls.folder / "out"
        cls.database = cls.folder / "all.db"
        loaded = ask("load", *cls.paths, "-o", cls.database)
        assert loaded.returncode == 4, loaded.stderr        # of the cut one
        cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
                                           dashboard_address=None, local_directory=folder.name)
        cls.enterClassContext(cluster)
        cls.enterClassContext(distributed.Client(cluster))
        with warnings.catch_warnings(record=True) as cls.said:
            warnings.simplefilter("always")
            cls.result = fleet.dask([*cls.paths, cls.folder / "not there.l1t"], fleet.QUERIES, cls.out)

    def of_all(self, sql):
        rows = ask("query", sql, "--format", "jsonl", self.database)
        self.assertIn(rows.returncode, (0, 4), rows.stderr)
        # the ranks that some were recorded with are not those that fleet gives them
        return values({name: value for name, value in json.loads(line).items() if name != "rank"}
                      for line in rows.stdout.splitlines())

    def test_each_trace_has_a_rank_and_what_failed_is_said(self):
        self.assertEqual([r["rank"] for r in self.result], [*range(MANY), None])
        self.assertEqual([bool(r["error"]) for r in self.result], [False] * MANY + [True])
        self.assertIn("1 of 33", " ".join(str(w.message) for w in self.said))

    def test_all_rows_are_those_of_one_database(self):
        for query in fleet.QUERIES:
            table = pyarrow.dataset.dataset(self.out / query, format="parquet", partitioning="hive").to_table()
            rows = table.sort_by("rank").to_pylist()
            for row in rows:
                row["run"] = row.pop("rank") + 1
            key = repr
            self.assertEqual(sorted(values(rows), key=key), sorted(self.of_all(query), key=key), query)
            self.assertEqual(len(list(self.out.glob(f"{query}/rank=*/part.parquet"))), MANY)

    def test_table_run_says_what_each_rank_is(self):
        table = pyarrow.dataset.dataset(self.out / "run", format="parquet", partitioning="hive").to_table()
        self.assertEqual([r["path"] for r in table.sort_by("rank").to_pylist()], [str(p) for p in self.paths])
        self.assertEqual([r["rank"] for r in table.to_pylist() if r["damage"]], [CUT])

    def test_the_worst_core_is_that_of_all(self):
        row = fleet.worst_core(self.out).to_pylist()[0]
        self.assertEqual([(row["rank"] + 1, row["device"], row["core_x"], row["core_y"], row["peak_bytes"])],
                         self.of_all("SELECT run, device, core_x, core_y, peak_bytes FROM peak "
                                     "ORDER BY peak_bytes DESC, run, opening, core_y, core_x LIMIT 1"))

    def test_each_ops_maximum_is_that_of_all(self):
        rows = fleet.op_maxima(self.out).to_pylist()
        self.assertEqual([(r["name"], r["ranks"], r["launches"], r["peak_bytes"], r["rank"] + 1,
                           r["headroom_bytes"]) for r in rows],
                         self.of_all("""WITH o AS (SELECT * FROM op_peaks)
            SELECT name, count(DISTINCT run) AS runs, sum(launches) AS launches, max(peak_bytes) AS peak,
              (SELECT min(p.run) FROM o p WHERE p.name = o.name AND p.peak_bytes = (SELECT max(q.peak_bytes)
                FROM o q WHERE q.name = o.name)) AS run, min(headroom_bytes) AS headroom
            FROM o GROUP BY name ORDER BY 4 DESC, 1"""))

    def test_leaks_by_call_site_are_those_of_all(self):
        rows = fleet.leaks_by_callsite(self.out).to_pylist()
        self.assertEqual([tuple(r[c] for c in ("kind", "reason", "name", "callsite", "ranks", "count", "size_bytes",
                                               "most_bytes_per_core")) for r in rows], self.of_all("""
            WITH r AS (SELECT run, kind, reason, name, callsite, count(*) AS n, sum(size_bytes) AS size,
              sum(bytes_per_core) AS core FROM l1_leaks GROUP BY run, kind, reason, name, callsite)
            SELECT kind, reason, name, callsite, count(*) AS runs, sum(n) AS n, sum(size) AS size,
              max(core) AS core FROM r GROUP BY kind, reason, name, callsite ORDER BY 7 DESC, 1, 2, 3, 4"""))

    def test_ranks_that_differ_are_named_with_what_is_usual(self):
        out = self.folder / "alike"
        mlp, attention = (next(t for t in TRACES if t.stem == s) for s in ("ttnn_mlp", "ttnn_attention"))
        fleet.dask([mlp, mlp, attention, mlp], fleet.QUERIES, out)
        rows = fleet.differing_ranks(out).to_pylist()
        self.assertEqual({r["rank"] for r in rows}, {2})
        self.assertEqual({r["usual_ranks"] for r in rows}, {3})
        of = {r["figure"]: (r["value"], r["usual_value"]) for r in rows}
        self.assertEqual(of["leaks"], (0, 3))
        self.assertEqual(of["launches of ttnn.gelu"], (None, 3))
        self.assertEqual(of["peak_bytes"], tuple(max(fleet.rows(t, "peak")["peak_bytes"].to_pylist())
                                                 for t in (attention, mlp)))

    def test_ranks_are_the_recorded_ones_and_two_traces_of_one_rank_are_both_kept(self):
        recorded = []
        for n, rank in enumerate((7, 3, 7)):
            recorded.append(self.folder / f"recorded{n}.l1t")
            subprocess.run([DECODE_LOOP, "4"], check=True, stdout=subprocess.DEVNULL, env=dict(
                os.environ, L1TRACE=str(recorded[n]), OMPI_COMM_WORLD_RANK=str(rank)))
        if "rank" not in json.loads(ask("info", "--format", "json", recorded[0]).stdout)[0]:
            self.skipTest("l1analyze does not say the rank")
        out = self.folder / "recorded"
        result = fleet.dask(recorded, ["peak"], out)
        self.assertEqual([r["rank"] for r in result], [7, 3, 7])
        self.assertEqual(sorted(str(p.relative_to(out)) for p in out.glob("peak/*/*")),
                         ["peak/rank=3/part.parquet", "peak/rank=7/part-2.parquet", "peak/rank=7/part.parquet"])
        one_unknown = fleet.dask([*recorded, TRACES[0]], ["peak"], self.folder / "some")
        self.assertEqual([r["rank"] for r in one_unknown], [0, 1, 2, 3])

    def test_answers_that_are_there_are_not_mixed_with_others(self):
        with self.assertRaises(FileExistsError):
            fleet.dask(self.paths[:1], ["peak"], self.out)
        with self.assertRaises(ValueError):
            fleet.dask(self.paths[:1], {"../peak": "SELECT 1"}, self.folder / "other")
        with self.assertRaises(FileNotFoundError):
            fleet.worst_core(self.folder / "nowhere")

    def test_without_a_cluster_sql_is_asked_in_this_process(self):
        out = self.folder / "alone"
        with dask.config.set(scheduler="synchronous"):
            fleet.dask(self.paths[:2], {"longest": "SELECT max(duration_ns) AS longest_ns FROM run"}, out)
        table = pyarrow.dataset.dataset(out / "longest", format="parquet", partitioning="hive").to_table()
        self.assertEqual(table.schema.field("longest_ns").type, pyarrow.int64())
        self.assertEqual(table.num_rows, 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
