"""
export --to collapsed, speedscope, pprof: what they hold is what peak, timeline and leaks print, and the
three say the same. Traces are those of real runs, of a mesh, of random events, and one that attacks.

    stacks_test.py L1ANALYZE MAKE_NASTY MAKE_MESH ORACLE_RECORD TRACE...
"""
import collections
import os
import re
import resource
import subprocess
import sys
import unittest

import read_stacks
from read_stacks import ask, rows, spelled, total
from recordings import Recordings

ANALYZE, NASTY, MESH, RANDOM, SAMPLES = *sys.argv[1:5], sys.argv[5:]
SEEDS = range(1, 7)
WINDOWS = ([], ["--kind", "l1_small"], ["--kind", "l1"], ["--from", "30%", "--to", "60%"], ["--device", "0"],
           ["--core", "1,1"])


class Stacks(Recordings):
    @classmethod
    def setUpClass(cls):
        cls.make((NASTY, MESH, RANDOM), SEEDS)

    def export(self, to, *words):
        file = self.path("out")
        ask(ANALYZE, "export", "--to", to, "-f", "-o", file, *words)
        with open(file, "rb") as opened:
            return opened.read()

    def collapsed(self, *words):
        stacks = read_stacks.collapsed(self.export("collapsed", *words))
        self.assertTrue(all(value > 0 for _, value in stacks), words)
        return stacks

    def peak(self, *words):
        return max([int(row["peak_bytes"]) for row in rows(ANALYZE, "peak", *words)], default=0)

    def test_the_peak_adds_up_to_the_fullest_core(self):
        for trace in [*SAMPLES, self.nasty, self.mesh, *self.random]:
            for window in WINDOWS if trace in self.random[:4] else WINDOWS[:1]:
                with self.subTest(trace=trace, window=window):
                    self.assertEqual(total(self.collapsed(trace, *window)), self.peak(trace, *window))

    def test_bytes_that_several_devices_have_count_once(self):
        shared = [trace for trace in self.random
                  if any(int(row["bytes_per_core"]) < 0 for row in rows(ANALYZE, "peak", "--owners", trace))]
        self.assertTrue(shared)         # the sums of these were compared, too

    def test_a_full_disk_leaves_what_was_there(self):
        def little_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        for to in ("collapsed", "speedscope", "pprof"):
            folder = self.path(f"full-{to}")
            os.mkdir(folder)
            file = os.path.join(folder, "out")
            for before in (None, b"mine"):
                if before:
                    with open(file, "wb") as f:
                        f.write(before)
                done = subprocess.run([ANALYZE, "export", "--to", to, "-f", "-o", file, SAMPLES[0]],
                                      capture_output=True, check=False, preexec_fn=little_room)
                self.assertEqual((3, b""), (done.returncode, done.stdout))
                self.assertRegex(done.stderr, rb"^l1analyze: writing [0-9,]+ stacks of 1 profile\n.*cannot write")
                self.assertEqual(["out"] if before else [], os.listdir(folder))
            with open(file, "rb") as f:
                self.assertEqual(b"mine", f.read())

    def test_an_op_is_at_its_launch(self):
        for trace in SAMPLES:
            for name in sorted({row["name"] for row in rows(ANALYZE, "ops", trace)})[:4]:
                stacks = self.collapsed(trace, "--op", name)
                self.assertEqual(total(stacks), self.peak(trace, "--op", name))
                regions = [frames for frames, _ in stacks if frames[-1] in ("cb", "dfb", "scratchpad")]
                self.assertEqual({frames[-2] for frames in regions} - {name}, set())

    def test_a_time_adds_up_to_the_fullest_core_of_the_timeline(self):
        for trace in [t for t in SAMPLES if os.path.getsize(t) < 10000] + [self.mesh]:
            changes = rows(ANALYZE, "query", "timeline_core", trace)
            times = sorted({int(row["time_ns"]) for row in changes})
            for at in [times[i] + (times[i + 1] - times[i]) // 2 for i in
                       range(0, len(times) - 1, max(1, len(times) // 8)) if times[i + 1] - times[i] > 1]:
                held = {}
                for row in changes:
                    if int(row["time_ns"]) <= at:
                        core = tuple(row[c] for c in ("opening", "core_x", "core_y"))
                        held[core] = sum(int(row[part]) for part in
                                         ("buffer_bytes", "l1_small_bytes", "persistent_bytes"))
                with self.subTest(trace=trace, at=at):
                    self.assertEqual(total(self.collapsed("--at", str(at), trace)), max(held.values()))

    def test_a_launch_counts_at_its_very_moment(self):
        for trace in SAMPLES:
            worst = max(rows(ANALYZE, "peak", trace), key=lambda row: int(row["peak_bytes"]))
            self.assertEqual(total(self.collapsed("--at", worst["time_ns"], trace)), int(worst["peak_bytes"]))

    def test_leaks_add_up_by_reason(self):
        for trace in [*SAMPLES, self.nasty, self.mesh, *self.random]:
            for words in ([], ["--kind", "dram"], ["--device", "0"])[:1 if trace in self.random[2:] else 3]:
                expected = collections.Counter()
                for row in rows(ANALYZE, "leaks", trace, *words):
                    expected[row["reason"]] += int(row["bytes_per_core"] or 0)
                found = collections.Counter()
                for frames, value in self.collapsed("--at", "leaks", trace, *words):
                    found[frames[0]] += value
                with self.subTest(trace=trace, words=words):
                    self.assertEqual(found, +expected)

    def test_each_call_site_has_its_bytes(self):
        for trace in SAMPLES:
            expected = collections.Counter()
            for row in rows(ANALYZE, "peak", "--owners", "--hide", "none", trace):
                site = [f"{function} ({path.removeprefix('/tmp/demo/')})" for path, function in
                        (frame.split(" ", 1) for frame in row["callsite"].split("; "))]
                expected[(*reversed(site), row["owner"])] += int(row["bytes_per_core"])
            found = collections.Counter()
            for frames, value in self.collapsed("--hide", "none", trace):
                found[frames[:-1]] += value
            self.assertEqual(found, expected)

    def test_hidden_frames_are_left_out(self):
        trace = next(t for t in SAMPLES if "mlp" in t)
        shown, fewer = self.collapsed(trace), self.collapsed(trace, "--hide", "MLP.__call__")
        named = [sum(1 for frames, _ in stacks if any("MLP.__call__" in f for f in frames))
                 for stacks in (shown, fewer)]
        self.assertGreater(named[0], 0)
        self.assertEqual(named[1], 0)
        self.assertEqual(total(shown), total(fewer))

    def test_the_forms_say_the_same(self):
        for trace in [*SAMPLES, self.nasty, self.mesh, *self.random[:2]]:
            for words in [], ["--at", "leaks"]:
                with self.subTest(trace=trace, words=words):
                    lines = self.collapsed(trace, *words)
                    held, counted, comments = read_stacks.pprof(self.export("pprof", trace, *words))
                    (name, drawn), = read_stacks.speedscope(self.export("speedscope", trace, *words)).items()
                    self.assertEqual(held, drawn)
                    self.assertEqual([(spelled(frames), value) for frames, value in held], lines)
                    self.assertEqual(comments, [name])
                    self.assertTrue(all(count > 0 for _, count in counted))
                    self.assertEqual(len({frames for frames, _ in held}), len(held))

    def test_names_that_attack_are_text(self):
        data = self.export("collapsed", self.nasty)
        self.assertEqual(data.count(b"\n"), len(self.collapsed(self.nasty)))
        longest = max(len(frame) for frames, _ in read_stacks.collapsed(data) for frame in frames)
        self.assertGreater(longest, 1000)
        (frames, _), *_ = read_stacks.pprof(self.export("pprof", self.nasty))[0]
        self.assertTrue(any("; DROP TABLE run;--" in name for name, _, _ in frames))
        for name, file, _ in frames:
            self.assertNotRegex(name + (file or ""), r"[\x00-\x1f\x7f-\x9f\u202e]")

    def test_several_runs_stay_apart(self):
        first, second = SAMPLES[0], self.nasty
        alone = [total(self.collapsed(trace)) for trace in (first, second)]
        both = collections.Counter()
        for frames, value in self.collapsed(first, second):
            both[frames[0]] += value
        self.assertEqual(both, {first.replace(";", ","): alone[0], second.replace(";", ","): alone[1]})
        profiles = read_stacks.speedscope(self.export("speedscope", first, second))
        self.assertEqual([total(stacks) for stacks in profiles.values()], alone)
        self.assertEqual([name.split(": core ")[0] for name in profiles], [first, second])
        held, _, comments = read_stacks.pprof(self.export("pprof", first, second))
        self.assertEqual({frames[0][0] for frames, _ in held}, {first, second})
        self.assertEqual(len(comments), 2)

    def test_a_database_gives_what_its_trace_gives(self):
        for how in [], ["--full"]:
            database = self.path("run.db")
            ask(ANALYZE, "load", *how, "-f", "-o", database, SAMPLES[0])
            for words in [], ["--at", "leaks"], ["--at", "60%"]:
                self.assertEqual(self.export("pprof", SAMPLES[0], *words), self.export("pprof", database, *words))

    def test_nothing_held_is_an_empty_profile(self):
        self.assertEqual(self.collapsed("--at", "0", SAMPLES[0]), [])
        self.assertEqual(read_stacks.pprof(self.export("pprof", "--at", "0", SAMPLES[0]))[0], [])
        self.assertEqual([*read_stacks.speedscope(self.export("speedscope", "--at", "0", SAMPLES[0])).values()], [[]])

    def test_it_says_what_it_wrote_and_how_to_go_on(self):
        file = self.path("a b.txt")
        said = ask(ANALYZE, "export", "--to", "collapsed", file, SAMPLES[0]).decode()
        self.assertRegex(said, r"bytes in \d+ stacks?\n  core \d+,\d+ of chip 0 holds [\d,]+ bytes at ")
        self.assertTrue(said.endswith(f"next: flamegraph.pl --countname bytes '{file}' > l1.svg\n"))
        self.assertLessEqual(max(len(line) for line in said.split("\n") if "next:" not in line and SAMPLES[0]
                                 not in line), 80)
        piped = ask(ANALYZE, "export", "--to", "collapsed", "-o", "/dev/stdout", SAMPLES[0])
        with open(file, "rb") as opened:
            self.assertEqual(piped, opened.read())

    def test_what_makes_no_sense_is_refused_in_a_line(self):
        for words, said in ((["--at", "noon"], "bad --at 'noon'"), (["--at", "5%", "--mark", "x"], "leave out --mark"),
                            (["--kind", "dram"], "is of kind l1 or l1_small"), (["--event", "free"], "--event"),
                            (["--to", "csv", "--at", "peak"], "--to csv takes no --at")):
            file = self.path("refused")
            to = [] if "--to" in words else ["--to", "pprof"]
            done = subprocess.run([ANALYZE, "export", *to, *words, file, SAMPLES[0]], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), words)
            self.assertIn(said, done.stderr)
            self.assertFalse(os.path.exists(file))
        kept = self.path("kept")
        with open(kept, "w") as opened:
            opened.write("mine")
        ask(ANALYZE, "export", "--to", "pprof", kept, SAMPLES[0], codes=(2,))
        with open(kept) as opened:
            self.assertEqual(opened.read(), "mine")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
