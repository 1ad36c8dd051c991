#!/usr/bin/env python3
"""l1trace.fleet in Spark: two workers with processes of their own write what l1analyze says of all traces at once.

    in_spark.py L1ANALYZE SOURCE-FOLDER FOLDER-FOR-PACKAGES

By hand, where Java 17 is: Spark is 430 MB, too much for each run of the tests.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings

L1ANALYZE, SOURCE, VENVS = (str(pathlib.Path(word).resolve()) for word in sys.argv[1:4])
HERE = pathlib.Path(__file__).parent
if not shutil.which("java"):
    print("no java", file=sys.stderr)
    sys.exit(77)
if "L1ANALYZE" not in os.environ:           # again, with the packages
    made = subprocess.run([pathlib.Path(SOURCE) / "tests/support/packages.sh", VENVS, HERE / "spark-packages.txt",
                           "python3.12", "python3", sys.executable], stdout=subprocess.PIPE, text=True)
    if made.returncode:
        sys.exit(made.returncode)
    python, packages = made.stdout.splitlines()
    os.execve(python, [python, "-B", *sys.argv], dict(
        os.environ, L1ANALYZE=L1ANALYZE, PYTHONDONTWRITEBYTECODE="1", PYSPARK_PYTHON=python,
        SPARK_LOCAL_IP="127.0.0.1", PYTHONPATH=f"{packages}{os.pathsep}{SOURCE}/recorder/python"))

import pyarrow.dataset  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from l1trace import fleet  # noqa: E402

TRACES = sorted((pathlib.Path(SOURCE) / "samples/traces").rglob("*.l1t"))
MANY, CUT = 10, 7               # the end of that one is missing: answered all the same


class InSpark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        top = pathlib.Path(folder.name)
        cls.out, cls.database = top / "out", top / "all.db"
        paths = [top / f"rank {n}.l1t" for n in range(MANY)]
        for n, path in enumerate(paths):
            whole = TRACES[n * len(TRACES) // MANY].read_bytes()
            path.write_bytes(whole[:len(whole) * 3 // 4] if n == CUT else whole)
        loaded = subprocess.run([L1ANALYZE, "load", *paths, "-o", cls.database], stderr=subprocess.PIPE)
        assert loaded.returncode == 4, loaded.stderr        # of the cut one
        session = (SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
                   .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
                   .getOrCreate())
        cls.addClassCleanup(session.stop)
        with warnings.catch_warnings(record=True) as cls.said:
            warnings.simplefilter("always")
            cls.result = fleet.spark(session, [*paths, top / "not there.l1t"], fleet.QUERIES, cls.out)

    def test_each_trace_has_a_rank_and_what_failed_is_said(self):
        self.assertEqual([r["rank"] for r in self.result], [*range(MANY), None])
        self.assertEqual([bool(r["error"]) for r in self.result], [False] * MANY + [True])
        self.assertIn("1 of 11", " ".join(str(w.message) for w in self.said))

    def test_all_rows_are_those_of_one_database(self):
        for query in fleet.QUERIES:
            asked = subprocess.run([L1ANALYZE, "query", query, "--format", "jsonl", self.database],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertIn(asked.returncode, (0, 4), asked.stderr)
            wanted = [json.loads(line) for line in asked.stdout.splitlines()]
            for row in wanted:          # the recorded rank is not that of fleet: some have none
                row["rank"] = row["run"] - 1
            rows = pyarrow.dataset.dataset(self.out / query, format="parquet", partitioning="hive").to_table()
            got = [dict(row, run=row["rank"] + 1) for row in rows.to_pylist()]
            self.assertTrue(wanted, query)
            self.assertEqual(sorted(got, key=lambda r: repr(sorted(r.items()))),
                             sorted(wanted, key=lambda r: repr(sorted(r.items()))), query)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
