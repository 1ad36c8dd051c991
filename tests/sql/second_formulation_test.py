"""Each query that groups gives the rows that its ungrouped rows give when they are grouped by hand;
in any window, and with sqlite3 alone after an UPDATE of the table window. Each database is asked in
every second window, the next one in the others; with SQL_ALL_WINDOWS=1 each in all.

    second_formulation_test.py L1ANALYZE SOURCE-FOLDER
"""
import collections
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

L1ANALYZE, SOURCE = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
TRACES = sorted([*(SOURCE / "samples/traces").glob("*.l1t"),
                 *(SOURCE / "tests/format/golden").glob("*.l1t")])
WINDOWS = [{}, {"from_percent": 20, "to_percent": 70}, {"to_percent": 50}, {"from_percent": 90},
           {"op": "ttnn.linear"}, {"op": "ttnn.add", "from_percent": 30}, {"op": 5},
           {"mark": "no such mark"}, {"device": 0}, {"device": 1}]
# Only phases of a long run: all of it takes minutes.
PHASES = [{"mark": "step", "from_percent": 40, "to_percent": 43}, {"mark": "step", "from_percent": 97},
          {"op": "ttnn.softmax", "mark": "step", "from_percent": 95}, {"op": 4000}]
LONG_BYTES = 4 << 20
STEP = 1 if os.environ.get("SQL_ALL_WINDOWS") == "1" else 2


def number(value):
    """For sorting and comparing: NULL before all numbers."""
    return -float("inf") if value is None else value


def least(values):
    values = [v for v in values if v is not None]
    return min(values) if values else None


class Second(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.databases = []
        for trace in TRACES:
            path = f"{cls.folder.name}/{trace.stem}.db"
            done = subprocess.run([L1ANALYZE, "load", "-f", "--full", trace, "-o", path],
                                  capture_output=True, check=False)
            if done.returncode in (0, 4):
                cls.databases.append(path)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def each(self):
        self.assertGreater(len(self.databases), 4)
        for turn, path in enumerate(self.databases):
            db = sqlite3.connect(path)
            db.row_factory = sqlite3.Row
            db.create_function("covers", -1, lambda *words: 1)
            long = pathlib.Path(path).stat().st_size > LONG_BYTES
            for window in (PHASES if long else WINDOWS)[turn % STEP::STEP]:
                db.execute("UPDATE window SET from_ns = NULL, from_percent = NULL, to_percent = "
                           "NULL, mark = NULL, op = NULL, device = NULL")
                for column, value in window.items():
                    db.execute(f"UPDATE window SET {column} = ?", (value,))
                with self.subTest(db=path, window=window):
                    yield db
            db.close()

    def query(self, db, name):
        return [dict(r) for r in db.execute((SOURCE / f"queries/{name}.sql").read_text())]

    def rows(self, db, view):
        return [dict(r) for r in db.execute(f"SELECT * FROM {view}")]

    def grouped(self, rows, *keys):
        groups = collections.OrderedDict()
        for row in rows:
            groups.setdefault(tuple(row[k] for k in keys), []).append(row)
        return groups

    def test_the_fullest_core_of_a_device_and_of_a_run(self):
        seen = 0
        for db in self.each():
            peaks = self.rows(db, "peak")
            for name, keys in (("peak_by_device", ("run", "opening")), ("peak_by_run", ("run",))):
                groups = self.grouped(peaks, *keys)
                got = {tuple(r[k] for k in keys): r for r in self.query(db, name)}
                self.assertEqual(set(groups), set(got))
                for key, cores in groups.items():
                    best = min(cores, key=lambda r: (-r["peak_bytes"], r["time_ns"], r["opening"],
                                                     r["core_y"], r["core_x"]))
                    best = dict(best, headroom_bytes=least(r["headroom_bytes"] for r in cores))
                    for column in set(best) & set(got[key]):
                        self.assertEqual(got[key][column], best[column], (key, column))
                    seen += 1
        self.assertGreater(seen, 15)

    def test_parts_add_up_wherever_they_are(self):
        seen = 0
        for db in self.each():
            for name in ("peak", "peak_by_device", "peak_by_run", "peak_by_op", "peak_by_mark", "ops",
                         "timeline"):
                for row in self.query(db, name):
                    total = row.get("peak_bytes", row.get("total_bytes"))
                    if total is None:
                        continue
                    parts = (row["buffer_bytes"] + row["l1_small_bytes"] + row["program_bytes"] +
                             row["persistent_bytes"])
                    self.assertEqual(parts, total, (name, row))
                    seen += 1
        self.assertGreater(seen, 2000)

    def test_ops_by_name_have_the_numbers_of_their_worst_launch(self):
        seen = 0
        for db in self.each():
            ops = [dict(r, name=r["name"] or r["kind"]) for r in self.rows(db, "ops")]
            if any(r["kind"] == "captured" for r in ops):
                continue        # the oracle tests what replays add
            groups = self.grouped(ops, "run", "name", "device")
            got = {(r["run"], r["name"], r["device"]): r for r in self.query(db, "peak_by_op")}
            self.assertEqual(set(groups), set(got))
            for key, launches in groups.items():
                best = min(launches, key=lambda r: (-number(r["peak_bytes"]), r["time_ns"], r["op"]))
                for column in ("peak_bytes", "op", "time_ns", "buffer_bytes", "l1_small_bytes",
                               "program_bytes", "persistent_bytes"):
                    self.assertEqual(got[key][column], best[column], (key, column))
                self.assertEqual(got[key]["headroom_bytes"],
                                 least(r["headroom_bytes"] for r in launches))
                self.assertEqual(got[key]["launches"],
                                 sum(r["kind"] == "launch" for r in launches))
                self.assertEqual(got[key]["failed"], sum(r["kind"] == "failed" for r in launches))
                seen += 1
        self.assertGreater(seen, 15)

    def test_allocators_at_their_worst_are_rows_of_theirs(self):
        seen = 0
        for db in self.each():
            groups = self.grouped(self.rows(db, "l1_frag"), "run", "handle", "kind")
            got = {(r["run"], r["handle"], r["kind"]): r for r in self.query(db, "frag_groups")}
            self.assertEqual(set(groups), set(got))
            for key, states in groups.items():
                worst = got[key]
                self.assertEqual(worst["largest_free_bytes"],
                                 min(r["largest_free_bytes"] for r in states))
                self.assertIn(tuple(worst[c] for c in ("time_ns", "free_bytes", "holes",
                                                       "largest_free_bytes")),
                              {tuple(r[c] for c in ("time_ns", "free_bytes", "holes",
                                                    "largest_free_bytes")) for r in states})
                self.assertEqual(worst["most_holes"], max(r["holes"] for r in states))
                seen += 1
        self.assertGreater(seen, 15)

    def test_programs_against_the_ring_have_their_largest_kernel(self):
        seen = 0
        for db in self.each():
            groups = self.grouped(self.rows(db, "kernels"), "run", "device", "program")
            got = {(r["run"], r["device"], r["program"]): r
                   for r in self.query(db, "kernels_groups")}
            self.assertEqual(set(groups), set(got))
            for key, kernels in groups.items():
                most = max(number(k["text_bytes"]) for k in kernels)
                self.assertEqual(number(got[key]["largest_text_bytes"]), most)
                self.assertIn(got[key]["largest_kernel"],
                              {k["kernel"] for k in kernels if number(k["text_bytes"]) == most})
                self.assertEqual(got[key]["kernels"],
                                 sum(k["risc"] not in ("trisc1", "trisc2") for k in kernels))
                self.assertEqual({got[key]["op"]}, {k["op"] for k in kernels})
                seen += 1
        self.assertGreater(seen, 15)

    def test_sizes_are_counted_in_powers_of_two(self):
        seen = 0
        for db in self.each():
            count = collections.Counter()
            for r in self.rows(db, "l1_sizes"):
                if r["bytes_per_core"]:
                    count[r["run"], r["device"], r["chips"], r["kind"],
                          1 << (r["bytes_per_core"].bit_length() - 1)] += 1
            got = {(r["run"], r["device"], r["chips"], r["kind"], r["from_bytes"]): r["count"]
                   for r in self.query(db, "histogram")}
            self.assertEqual(got, dict(count))
            seen += len(got)
        self.assertGreater(seen, 5)

    def test_a_windows_timeline_has_its_peak(self):
        seen = 0
        for db in self.each():
            most = {}
            for r in self.rows(db, "timeline_core"):
                key = r["run"], r["opening"], r["core_x"], r["core_y"]
                most[key] = max(most.get(key, 0), r["total_bytes"])
            for p in self.rows(db, "peak"):
                key = p["run"], p["opening"], p["core_x"], p["core_y"]
                self.assertEqual(p["peak_bytes"], most.get(key, 0), key)
                seen += 1
        self.assertGreater(seen, 500)

    def test_dram_banks_at_their_worst_hold_what_lives_then(self):
        seen = 0
        for db in self.each():
            if db.execute("SELECT op FROM window").fetchone()["op"] is not None:
                continue
            got = {(r["run"], r["handle"]): (r["peak_bytes"], r["time_ns"])
                   for r in self.query(db, "peak_dram")}
            device = db.execute("SELECT device FROM window").fetchone()["device"]
            for d in db.execute("SELECT * FROM device").fetchall():
                spans = list(db.execute("SELECT begin_ns, end_ns FROM span WHERE run = ?",
                                        (d["run"],)))
                if device is not None and str(device) not in d["chips"].split(","):
                    continue
                mine = list(db.execute("SELECT alloc_ns, free_ns, bytes_per_core FROM buffer WHERE "
                                       "run = ? AND handle = ? AND kind = 'dram'",
                                       (d["run"], d["handle"])))
                times = {d["open_ns"]} | {t for b in mine for t in b[:2] if t is not None}

                def held(time, mine=mine):
                    return sum(b[2] for b in mine if b[0] <= time and (b[1] is None or b[1] > time))
                states = [(-held(t), t) for t in times
                          if any(s[0] <= t < s[1] for s in spans)]
                states += [(-held(s[0] - 1), s[0]) for s in spans
                           if d["open_ns"] < s[0] and (d["close_ns"] is None or s[0] <= d["close_ns"])]
                if states:
                    worst = min(states)
                    self.assertEqual(got.get((d["run"], d["handle"])), (-worst[0], worst[1]))
                    seen += 1
                else:
                    self.assertNotIn((d["run"], d["handle"]), got)
        self.assertGreater(seen, 5)

    def test_leaks_of_a_window_were_allocated_in_it_and_live_at_its_end(self):
        seen = 0
        for db in self.each():
            spans = {}
            for s in db.execute("SELECT run, begin_ns, end_ns FROM span"):
                spans.setdefault(s["run"], []).append((s["begin_ns"], s["end_ns"]))
            window = dict(db.execute("SELECT * FROM window").fetchone())
            if window["op"] is not None or window["device"] is not None:
                continue
            expected = collections.Counter()
            for b in db.execute("SELECT run, buffer, alloc_ns, free_ns, reason FROM buffer "
                                "WHERE kind IN ('l1', 'l1_small')"):
                mine = spans.get(b["run"], [])
                if any(x <= b["alloc_ns"] < y for x, y in mine) and (
                        b["reason"] is not None or b["free_ns"] >= max(y for _, y in mine)):
                    expected[b["run"], b["buffer"], b["alloc_ns"]] += 1
            got = collections.Counter((r["run"], r["buffer"], r["alloc_ns"])
                                      for r in self.query(db, "leaks"))
            self.assertEqual(got, expected)
            seen += len(got)
        self.assertGreater(seen, 5)


if __name__ == "__main__":
    unittest.main()
