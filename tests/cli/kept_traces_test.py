"""
A database keeps its traces: l1analyze makes of them the rows that tables lack, and whoever asks
SQLite for such rows is told what has them.

    kept_traces_test.py L1ANALYZE MAKE_MESH
"""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ANALYZE, MAKE_MESH = sys.argv[1:3]
LEFT_OUT = ["timeline --core 0,0", "frag", "peak --kind l1_small",
            "ops --core 1,1", "query frag",
            "query SELECT * FROM change ORDER BY run, block, seq"]
HINT = "load --full"


class Kept(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.traces = [cls.path("a.l1t"), cls.path("b.l1t")]
        for path, chips in zip(cls.traces, ("1", "3")):
            subprocess.run([MAKE_MESH, chips, "40"], check=True, env=dict(os.environ, L1TRACE=path))
        cls.load("both.db", *cls.traces)
        cls.load("full.db", "--full", *cls.traces)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @classmethod
    def load(cls, name, *words):
        subprocess.run([ANALYZE, "load", "-f", *words, "-o", cls.path(name)], check=True,
                       stdout=subprocess.DEVNULL)
        return cls.path(name)

    def ask(self, verb, *inputs, code=0):
        done = subprocess.run([ANALYZE, *verb.split(" ", 1 if verb.startswith("query") else -1),
                               *inputs, "--format", "csv"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, (verb, done.stderr))
        return done.stderr if code else done.stdout

    def copy(self, *statements):
        path = self.path("copy.db")
        shutil.copy(self.path("both.db"), path)
        with sqlite3.connect(path) as db:
            for sql in statements:
                db.execute(sql)
        return path

    def test_rows_that_tables_lack_are_those_of_the_traces(self):
        a, b, both = *self.traces, self.path("both.db")
        times = self.ask("query SELECT time_ns FROM change ORDER BY run, seq", a).split()[1:]
        begin, end = times[len(times) // 3], times[-len(times) // 3]
        for verb in [*LEFT_OUT, f"peak --from {begin}ns --to {end}ns"]:
            rows = self.ask(verb, a, b)
            self.assertGreater(rows.count("\n"), 2, verb)
            self.assertEqual(rows, self.ask(verb, both), verb)
            self.assertEqual(self.ask(verb, b, a, b), self.ask(verb, b, both), verb)

    def test_the_traces_need_not_be_there_any_more(self):
        path = self.path("gone.l1t")
        shutil.copy(self.traces[0], path)
        rows = self.ask("timeline", path)
        database = self.load("gone.db", path)
        os.remove(path)
        self.assertEqual(rows, self.ask("timeline", database))

    def test_what_nobody_asks_for_is_not_in_the_file(self):
        both, full = (os.path.getsize(self.path(name)) for name in ("both.db", "full.db"))
        self.assertLess(both + sum(map(os.path.getsize, self.traces)) // 2, full)

    def test_sqlite_alone_is_told_what_has_the_rows(self):
        with sqlite3.connect(self.path("both.db")) as db:
            for sql in ("SELECT * FROM timeline", "SELECT * FROM free_space", "SELECT * FROM change",
                        "UPDATE window SET mark = 'x'"):
                with self.assertRaises(sqlite3.Error) as refused:
                    db.execute(sql)
                self.assertIn(HINT, str(refused.exception), sql)
            for view in ("peak", "ops", "leaks", "buffers", "op_peaks", "kernels"):
                db.execute(f"SELECT * FROM {view}").fetchall()

    def test_a_kept_trace_that_is_damaged_or_gone_is_named(self):
        for sql, words in (("DELETE FROM kept_trace WHERE run = 2", "does not keep the trace of run 2"),
                           ("UPDATE kept_trace SET first_byte = 7 WHERE run = 1", "damaged at byte 0"),
                           ("UPDATE kept_trace SET bytes = NULL WHERE run = 1", "damaged at byte 0")):
            said = self.ask("timeline", self.copy(sql), code=3)
            self.assertIn(words, said)
            self.assertEqual(said.count("\n"), 1, said)
            self.ask("peak", self.copy(sql))        # its own rows are there
        for sql in ("UPDATE kept_trace SET bytes = 12", "UPDATE kept_trace SET bytes = 'text'",
                    "UPDATE run SET path = NULL"):
            done = subprocess.run([ANALYZE, "timeline", self.copy(sql)], capture_output=True, check=False)
            self.assertIn(done.returncode, (0, 3), (sql, done.stderr))

    def test_a_run_that_has_not_ended_is_loaded_in_full(self):
        path = self.path("live.l1t")
        shutil.copy(self.traces[0], path)
        shutil.copy(self.traces[0], path + ".live")     # no live file, but not known before it is read
        subprocess.run([ANALYZE, "load", "-f", path, "-o", self.path("live.db")], check=False,
                       capture_output=True)
        with sqlite3.connect(self.path("live.db")) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM kept_trace").fetchall(), [(0,)])
            self.assertGreater(db.execute("SELECT count(*) FROM timeline").fetchone()[0], 100)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
