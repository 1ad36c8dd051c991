"""
Perfetto's own engine opens what `export --to perfetto` writes, and has the numbers of l1analyze.
    engine_test.py L1ANALYZE MAKE_NASTY MAKE_MESH TOOLS TRACE...
"""
import bisect
import collections
import json
import re
import subprocess
import sys
import unittest

import judged
from judged import export, rows

ENGINE = judged.prepare("engine")
TRACES = judged.traces()
QUESTIONS = {
    "wrong": "SELECT name, value FROM stats WHERE severity <> 'info' AND value > 0",
    "counters": """SELECT p.name, g.name, t.name, c.ts, c.value FROM counter c
        JOIN process_counter_track u ON u.id = c.track_id JOIN process p USING (upid)
        JOIN track t ON t.id = c.track_id JOIN track g ON g.id = t.parent_id ORDER BY c.ts, c.id""",
    "slices": """SELECT s.id, p.name, t.name, s.ts, s.dur, s.name, s.depth, s.parent_id FROM slice s
        JOIN process_track t ON t.id = s.track_id JOIN process p USING (upid) ORDER BY s.ts, s.id""",
    "arguments": """SELECT s.id, a.key, coalesce(a.string_value, a.int_value)
        FROM slice s JOIN args a USING (arg_set_id) ORDER BY s.id, a.key""",
}
Slice = collections.namedtuple("Slice", "id process track ts dur name depth parent")


class Opened:
    """A trace as the engine has it."""

    slices = arguments = ()

    def __init__(self, names, answers):
        for name, answer in zip(names, answers):
            assert isinstance(answer, list), (name, answer)
            setattr(self, name, answer)
        self.slices = [Slice(i, p, t, int(ts), int(dur), n, int(depth), parent)
                       for i, p, t, ts, dur, n, depth, parent in self.slices]
        self.said = collections.defaultdict(dict)
        for number, key, value in self.arguments:
            self.said[number][key.removeprefix("debug.")] = value

    def of(self, track, process=None):
        return [s for s in self.slices if s.track.startswith(track) and process in (None, s.process)]

    def most(self, process):
        return max((v for p, _, t, _, v in self.counters if p == process and t == "total"), default=None)

    def steps(self):
        """(process, group) -> counter -> (times, values)."""
        found = collections.defaultdict(lambda: collections.defaultdict(lambda: ([], [])))
        for process, group, counter, ts, value in self.counters:
            times, values = found[process, group][counter]
            times.append(int(ts))
            values.append(value)
        return found


def ask(*paths, names=tuple(QUESTIONS)):
    asked = json.dumps([[path, [QUESTIONS[name] for name in names]] for path in paths])
    done = subprocess.run(["node", judged.HERE / "engine.mjs", ENGINE], input=asked, text=True,
                          capture_output=True, check=False)
    assert not done.returncode, done.stderr
    return [Opened(names, answers) for answers in json.loads(done.stdout)]


def run_row(trace):
    return rows("query", "SELECT wall_ns, duration_ns FROM run", trace)[0]


def begin_of(trace):
    """Unix time of time 0; one that cannot be is left out of the file."""
    wall_ns = int(run_row(trace)["wall_ns"] or 0)
    return wall_ns if 0 < wall_ns < (1 << 62) else 0


NAMES = list(TRACES)
WHOLE = dict(zip(NAMES, ask(*(export(f"{n}.whole", TRACES[n]) for n in NAMES))))
ALL = dict(zip(NAMES, ask(*(export(f"{n}.all", "--cores", "all", TRACES[n]) for n in NAMES),
                          names=("wrong", "counters"))))


def value_at(steps, ts):
    """What a counter says at that time; one that is not there says nothing but 0."""
    times, values = steps
    at = bisect.bisect_right(times, ts)
    return values[at - 1] if at else 0


def each(opened=None):
    for name in NAMES:
        yield TRACES[name], (opened or WHOLE)[name]


class Engine(unittest.TestCase):
    def test_it_finds_nothing_wrong(self):
        for opened in (WHOLE, ALL):
            for _, o in each(opened):
                self.assertEqual([], o.wrong)

    def test_each_op_is_a_slice_with_the_figures_of_its_row(self):
        for trace, o in each():
            begin, seen = begin_of(trace), 0
            by_chip = collections.defaultdict(dict)
            for s in o.of("ops"):
                by_chip[s.process][o.said[s.id]["op"]] = s
            for row in rows("ops", trace):
                s = by_chip[f"chip {row['device']}"][row["op"]]
                self.assertEqual(int(row["time_ns"]) + begin, s.ts)
                self.assertEqual(row["name"] or row["kind"], s.name)
                for column, value in row.items():
                    if column not in ("run", "device", "time_ns", "name", "opening", "consists_of"):
                        self.assertEqual(value, str(o.said[s.id].get(column, "")), (column, row))
                seen += 1
            self.assertEqual(seen, len(o.of("ops")))

    def test_an_op_lasts_until_the_next_on_its_chip(self):
        for trace, o in each():
            end = int(run_row(trace)["duration_ns"]) + begin_of(trace)
            for process in {s.process for s in o.of("ops")}:
                times = [s.ts for s in o.of("ops", process)]
                for s, following in zip(o.of("ops", process), times[1:] + [end]):
                    self.assertLessEqual(s.ts + s.dur, following)
                    self.assertGreaterEqual(s.dur, 0)
                    self.assertEqual(0, s.depth)

    def test_counters_reach_the_peak_when_it_was(self):
        for trace, o in each():
            peaks = collections.defaultdict(list)
            for row in rows("peak", "--by", "device", trace):
                peaks[f"chip {row['device']}"].append((int(row["peak_bytes"]), -int(row["time_ns"])))
            for process, found in peaks.items():
                most, time_ns = max(found)
                self.assertEqual(most, o.most(process))
                first = next(int(ts) for p, _, t, ts, v in o.counters
                             if (p, t, v) == (process, "total", most))
                if most:
                    self.assertEqual(begin_of(trace) - time_ns, first)
            self.assertEqual({p for p, *_ in o.counters}, set(peaks))

    def test_counters_are_the_timeline_of_each_core_of_their_group(self):
        columns = {"total": "total_bytes", "buffers": "buffer_bytes", "program": "program_bytes",
                   "L1_SMALL": "l1_small_bytes", "persistent": "persistent_bytes"}
        for trace, o in each(ALL):
            begin = begin_of(trace)
            for (process, group), counters in o.steps().items():
                core = re.search(r"\d+,\d+", group)[0]
                opening = re.search(r"opening (\d+)", group)
                chip = process.split()[-1]
                last = {}       # of several changes at one time the last is what is held
                for row in rows("timeline", "--device", chip, "--core", core, trace):
                    if not opening or row["opening"] == opening[1]:
                        last[int(row["time_ns"])] = row
                for time_ns, row in last.items():
                    for counter, column in columns.items():
                        self.assertEqual(int(row[column]), value_at(counters[counter], begin + time_ns),
                                         (process, group, counter, time_ns))

    def test_groups_are_all_cores_once(self):
        for trace, o in each(ALL):
            cores = collections.Counter()
            for process, group in o.steps():
                counted = re.search(r"\((\d+) cores\)", group)
                opening = re.search(r"opening (\d+)", group)
                cores[process, opening and opening[1]] += int(counted[1]) if counted else 1
            there = collections.Counter(f"chip {r['device']}" for r in rows("peak", trace))
            for process in there:
                self.assertEqual(there[process], sum(n for (p, _), n in cores.items() if p == process))

    def test_marks_are_slices_that_nest(self):
        for trace, o in each():
            begin = begin_of(trace)
            passes = rows("query", "SELECT p.name, p.begin_ns, coalesce(p.end_ns, r.duration_ns) AS "
                          "end_ns FROM phase p JOIN run r USING (run) WHERE p.kind = 'mark' AND "
                          "p.name NOT NULL ORDER BY 2, 3, 1", trace)
            marks = o.of("marks", "host")
            self.assertEqual(sorted((p["name"], int(p["begin_ns"]) + begin,
                                     max(int(p["end_ns"]), int(p["begin_ns"])) + begin) for p in passes),
                             sorted((m.name, m.ts, m.ts + m.dur) for m in marks))
            by_id = {m.id: m for m in marks}
            for m in marks:
                around = by_id.get(m.parent)
                self.assertEqual(m.depth > 0, around is not None)
                if around:
                    self.assertLessEqual(around.ts, m.ts)
                    self.assertGreaterEqual(around.ts + around.dur, m.ts + m.dur)

    def test_failures_are_instants_with_the_runtimes_words(self):
        for trace, o in each():
            failures = rows("query", "SELECT f.*, (SELECT note FROM explanation e WHERE e.run = f.run "
                            "AND e.failure = f.failure AND role = 'verdict') AS verdict FROM failure f",
                            trace)
            found = {o.said[s.id]["failure"]: s for s in o.of("failures")}
            self.assertEqual(len(failures), len(found))
            for row in failures:
                s = found[row["failure"]]
                self.assertEqual((int(row["time_ns"]) + begin_of(trace), 0), (s.ts, s.dur))
                for column in ("kind", "text", "verdict", "size_bytes", "bytes_per_bank", "free_bytes",
                               "largest_free_bytes", "region_end", "lowest_buffer", "times"):
                    self.assertEqual(row[column], str(o.said[s.id].get(column, "")), column)
        self.assertTrue(WHOLE["ttnn_does_not_fit"].of("failures"))

    def test_a_window_leaves_what_the_verbs_leave(self):
        trace = TRACES["ttnn_transformer"]
        begin = begin_of(trace)
        windows = [["--mark", "decode"], ["--from", "30%", "--to", "60%"], ["--op", "ttnn.softmax"],
                   ["--op", "100"], ["--device", "0"], ["--mark", "no such mark"]]
        whole = {o["op"]: s for s in WHOLE["ttnn_transformer"].of("ops")
                 for o in [WHOLE["ttnn_transformer"].said[s.id]]}
        for i, (words, o) in enumerate(zip(windows, ask(*(
                export(f"window{i}", *words, trace) for i, words in enumerate(windows))))):
            with self.subTest(window=words):
                self.assertEqual([], o.wrong)
                ops = rows("ops", *words, trace)
                self.assertEqual([int(r["time_ns"]) + begin for r in ops],
                                 [s.ts for s in o.of("ops")])
                peaks = [int(r["peak_bytes"]) for r in rows("peak", "--by", "device", *words, trace)]
                self.assertEqual(max(peaks, default=None), o.most("chip 0"))
                for s in o.of("ops"):   # as long as it lasts in the whole run
                    self.assertEqual(whole[o.said[s.id]["op"]].dur, s.dur)

    def test_runs_line_up_by_the_time_of_day(self):
        names = [n for n in NAMES if n.startswith("ttnn")]
        o = ask(export("together", *(TRACES[n] for n in names)), names=("wrong", "slices"))[0]
        self.assertEqual([], o.wrong)
        for i, name in enumerate(names):
            self.assertEqual([(s.ts, s.dur, s.name) for s in WHOLE[name].of("ops")],
                             [(s.ts, s.dur, s.name) for s in o.of("ops", f"run {i + 1}: chip 0")])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
