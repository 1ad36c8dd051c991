"""
Many traces are one answer: folders, patterns and lists of them, their ranks, what ranks have in common.

    ranks_test.py L1ANALYZE MAKE_MESH DECODE_LOOP

Real recordings: ranks 0, 1, 2 and 10 do the same on two chips, 3 on three, 4 does something else; one
run has no rank. What is put together is made again here from the single rows.
"""
import collections
import csv
import io
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ANALYZE, MAKE_MESH, DECODE_LOOP = sys.argv[1:4]
TTNN_MLP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../samples/traces/ttnn_mlp.l1t")
MESHES = {"0": "2", "1": "2", "2": "2", "10": "2", "3": "3"}      # chips of each rank
NAMES = ["rank-0.l1t", "rank-1.l1t", "rank-10.l1t", "rank-2.l1t", "rank-3.l1t", "rank-4.l1t"]
PARTS = ("peak_bytes", "buffer_bytes", "l1_small_bytes", "program_bytes", "persistent_bytes",
         "headroom_bytes", "op", "name", "captured_op", "captured_name")


def environment(trace, rank):
    plain = {name: value for name, value in os.environ.items()
             if not name.endswith(("_RANK", "SLURM_PROCID"))}
    return dict(plain, L1TRACE=trace, **({"OMPI_COMM_WORLD_RANK": rank} if rank is not None else {}))


def record(trace, rank, *command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment(trace, rank))


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


class Ranks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.top = cls.temporary.name
        cls.folder = os.path.join(cls.top, "ranks")
        os.mkdir(cls.folder)
        for rank, chips in MESHES.items():
            record(cls.trace(rank), rank, MAKE_MESH, chips, "10")
        record(cls.trace("4"), "4", DECODE_LOOP, "20")
        cls.alone = os.path.join(cls.top, "alone.l1t")
        record(cls.alone, None, MAKE_MESH, "1", "10")
        cls.all = [os.path.join(cls.folder, name) for name in NAMES]
        cls.database = os.path.join(cls.top, "ranks.db")
        cls.ask("load", cls.folder, "-o", cls.database)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def trace(cls, rank):
        return os.path.join(cls.folder, f"rank-{rank}.l1t")

    @classmethod
    def run_it(cls, *words):
        return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False, cwd=cls.top)

    @classmethod
    def ask(cls, *words, code=0):
        done = cls.run_it(*words)
        assert done.returncode == code, (words, done.returncode, done.stderr)
        return done.stdout

    def rows(self, *words):
        return rows_of(self.ask(*words, "--format", "csv"))

    def refused(self, code, *words):
        done = self.run_it(*words)
        self.assertEqual(done.returncode, code, (words, done.stderr))
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.stderr

    def test_a_folder_a_pattern_and_a_list_are_the_same_runs(self):
        for verb in (["peak"], ["ops"], ["leaks"], ["timeline"], ["info"], ["peak", "--by", "op"],
                     ["query", "SELECT run, rank, path FROM run ORDER BY run"]):
            wanted = self.rows(*verb, *self.all)
            for words in ([self.folder], [os.path.join(self.folder, "*.l1t")], [self.top + "/rank?"]):
                self.assertEqual(self.rows(*verb, *words), wanted, (verb, words))
        paths = [row["path"] for row in self.rows("info", self.folder)]
        self.assertEqual(paths, self.all)

    def test_answers_of_hundreds_of_runs_are_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            for rank in range(400):
                shutil.copy(TTNN_MLP, os.path.join(folder, f"{rank}.l1t"))
            info, advice = (self.run_it(verb, folder, "--format", "table") for verb in ("info", "advise"))
        self.assertEqual(info.stdout.count("\nrun ") + info.stdout.startswith("run "), 400)
        self.assertEqual(advice.stdout.count(", chip 0: the peak is"), 400)
        for done in info, advice:
            self.assertNotIn("left out", done.stderr)
            self.assertNotIn("alone", done.stderr)

    def test_a_folder_stands_for_its_traces_in_the_next_command(self):
        text = self.ask("peak", "--by", "rank", *self.all, "--format", "table")
        self.assertIn(f"next: l1analyze at --peak {self.folder}\n", text)

    def test_a_few_files_of_a_huge_folder_are_a_few_files(self):
        huge = os.path.join(self.top, "huge")
        os.makedirs(huge, exist_ok=True)
        for i in range(4098):
            os.link(self.trace("0"), os.path.join(huge, f"{i}.l1t"))
        few = [os.path.join(huge, f"{i}.l1t") for i in range(4)]
        self.assertEqual(len(self.rows("info", *few)), 4)
        self.assertIn("more than 4096 inputs", self.refused(2, "info", huge))

    def test_what_is_no_input_is_one_clear_line(self):
        empty = os.path.join(self.top, "empty")
        os.makedirs(empty, exist_ok=True)
        with open(os.path.join(empty, "notes.txt"), "w", encoding="utf-8") as notes:
            notes.write("no trace")
        self.assertIn("no trace (.l1t) can be read in this folder", self.refused(3, "peak", empty))
        self.assertIn("no file matches", self.refused(3, "peak", self.top + "/no*.l1t"))

    def test_what_is_no_trace_in_a_folder_is_left_out_and_said(self):
        mixed = os.path.join(self.top, "mixed")
        os.makedirs(mixed, exist_ok=True)
        shutil.copy(self.trace("0"), os.path.join(mixed, "a.l1t"))
        for name in ("b.l1t", "b.log"):
            with open(os.path.join(mixed, name), "w", encoding="utf-8") as other:
                other.write("no trace")
        said = self.refused(4, "peak", "--format", "csv", mixed)
        self.assertIn("left out", said)
        self.assertIn("b.l1t", said)
        self.assertEqual(self.ask("peak", "--format", "csv", mixed, code=4),
                         self.ask("peak", "--format", "csv", self.trace("0")))

    def test_a_file_that_a_folder_brings_again_is_read_once(self):
        done = self.run_it("info", "--format", "csv", self.trace("3"), self.folder)
        self.assertEqual(done.stderr.count("read once"), 1, done.stderr)
        self.assertEqual([row["rank"] for row in rows_of(done.stdout)], ["3", "0", "1", "10", "2", "4"])
        twice = self.rows("info", self.trace("3"), self.trace("3"))
        self.assertEqual([row["run"] for row in twice], ["1", "2"])

    def test_the_rank_of_a_run_is_known_and_none_is_null(self):
        odd = os.path.join(self.top, "odd.l1t")
        record(odd, "3x", MAKE_MESH, "1", "2")
        runs = json.loads(self.ask("info", "--format", "json", self.folder, self.alone, odd))
        self.assertEqual([run["rank"] for run in runs], [0, 1, 10, 2, 3, 4, None, None])
        with sqlite3.connect(self.database) as db:
            ranks = [row[0] for row in db.execute("SELECT rank FROM run ORDER BY run")]
        self.assertEqual(ranks, [0, 1, 10, 2, 3, 4])
        self.assertIn("rank              10\n", self.ask("info", self.trace("10")))
        self.assertNotIn("rank  ", self.ask("info", self.alone))

    def test_a_filter_keeps_to_ranks(self):
        full = os.path.join(self.top, "full.db")
        self.ask("load", "-f", "--full", self.folder, "-o", full)
        runs = {row["run"]: int(row["rank"]) for row in self.rows("info", self.folder)}
        for word, first, last in (("3", 3, 3), ("2-4", 2, 4), ("10", 10, 10)):
            for verb in (["peak"], ["ops"], ["timeline"], ["leaks"], ["info"]):
                wanted = [row for row in self.rows(*verb, self.folder)
                          if first <= runs[row["run"]] <= last]
                for source in (self.folder, self.database, full):
                    got = self.rows(*verb, "--rank", word, source)
                    for row in got + wanted:        # which numbers the rows of all that was read
                        row.pop("seq", None)
                    self.assertEqual(got, wanted, (verb, word, source))
        for words in (["peak"], ["check", "--fail-on", "failures"]):     # which would have found nothing
            self.assertIn("no run of what was read has rank 77", self.refused(2, *words, "--rank", "77", self.folder))
        self.assertIn("bad rank", self.refused(2, "peak", "--rank", "4-2", self.folder))

    def folded(self, rows, ranks, keys):
        """Rows of cores, put together by what they show, then chips of a run, then runs."""
        cores = collections.defaultdict(list)
        for row in rows:
            cores[row["run"], row["opening"], row["device"],
                  tuple(row[key] for key in keys)].append((int(row["core_x"]), int(row["core_y"])))
        chips = collections.defaultdict(set)
        for (run, _, device, what), where in cores.items():
            chips[run, what, tuple(sorted(where))].add(int(device))
        equal = collections.defaultdict(list)
        for (run, what, where), devices in chips.items():
            equal[what, where, tuple(sorted(devices))].append(run)
        return sorted((what[0], ",".join(map(str, sorted(ranks[run] for run in runs))),
                       ",".join(map(str, devices)), str(len(runs) * len(devices) * len(where)))
                      for (what, where, devices), runs in equal.items())

    def test_equal_ranks_and_chips_are_one_row(self):
        ranks = {row["run"]: int(row["rank"]) for row in self.rows("info", self.folder)}
        wanted = self.folded(self.rows("peak", self.folder), ranks, PARTS)
        got = sorted((row["peak_bytes"], row["ranks"], row["chips"], row["count"])
                     for row in self.rows("peak", "--grouped", self.folder))
        self.assertEqual(got, wanted)
        self.assertIn("0,1,2,10", {row[1] for row in got})
        self.assertEqual(got, sorted((row["peak_bytes"], row["ranks"], row["chips"], row["count"])
                                     for row in self.rows("peak", "--grouped", self.database)))
        table = self.ask("peak", "--format", "table", self.folder, "--width", "80")
        self.assertIn("0-2,10", table)
        self.assertLessEqual(max(map(len, table.splitlines()[:8])), 80)

    def test_each_row_of_several_runs_says_its_rank(self):
        ranks = {row["run"]: row["rank"] for row in self.rows("info", self.folder, self.alone)}
        verbs = (["peak"], ["ops"], ["ops", "--sort", "op"], ["timeline"], ["timeline", "--core", "0,0"],
                 ["timeline", "--from", "10%"], ["frag"], ["leaks"], ["callsites"], ["uses"], ["kernels"],
                 ["marks"], ["peak", "--by", "op"], ["advise"], ["query", "programs"], ["query", "peak"])
        for verb in verbs:
            for source in ([self.folder, self.alone], [self.database, self.alone]):
                rows = self.rows(*verb, *source)
                self.assertTrue(rows or verb in (["leaks"], ["kernels"], ["marks"], ["advise"]), (verb, source))
                self.assertEqual([row["rank"] for row in rows], [ranks[row["run"]] for row in rows], verb)
                header = self.ask(*verb, *source, "--format", "csv").split("\n", 1)[0]
                self.assertEqual(header.rsplit(",", 1)[1], "rank", (verb, source))
        self.assertIn("rank", self.rows("ops", "--rank", "10", self.folder)[0])
        one = self.rows("ops", self.trace("10"))
        self.assertNotIn("rank", one[0])

    def test_a_question_in_own_words_gets_the_columns_that_it_names(self):
        rows = self.rows("query", "SELECT run, op FROM ops LIMIT 1", self.folder)
        self.assertEqual(rows, [{"run": "1", "op": "1"}])

    def test_exported_tables_have_their_own_columns(self):
        for folder, traces in (("one", [self.trace("0")]), ("all", [self.folder])):
            self.ask("export", "--to", "csv", folder, *traces)
        for table in ("op", "buffer", "string"):
            heads = []
            for folder in ("one", "all"):
                with open(os.path.join(self.top, folder, f"{table}.csv"), encoding="utf-8") as file:
                    heads.append(file.readline())
            self.assertEqual(*heads)

    def test_a_table_has_no_column_of_ranks_that_nobody_knows(self):
        known, unknown = (self.ask("uses", "--no-group", *traces) for traces in
                          ([self.folder], [self.alone, self.alone]))
        self.assertIn(" rank ", known.split("\n", 1)[0])
        self.assertNotIn("rank", unknown.split("\n", 1)[0])

    def test_runs_without_a_rank_are_apart_from_those_with_one(self):
        same = os.path.join(self.top, "same.l1t")
        record(same, None, MAKE_MESH, "2", "10")
        rows = self.rows("peak", "--grouped", self.trace("0"), same)
        self.assertEqual({(row["ranks"], row["runs"]) for row in rows}, {("0", "1"), ("", "2")})

    def test_leaks_that_ranks_share_are_one_row(self):
        each = [(rank, row) for rank in ("0", "1", "2", "3", "4", "10")
                for row in self.rows("leaks", "--grouped", self.trace(rank))]
        key = ("kind", "reason", "count", "bytes_per_core", "size_bytes", "name", "callsite", "chips")
        equal = collections.defaultdict(list)
        for rank, row in each:
            equal[tuple(row[name] for name in key)].append(int(rank))
        wanted = sorted((what, ",".join(map(str, sorted(ranks)))) for what, ranks in equal.items())
        got = sorted((tuple(row[name] for name in key), row["ranks"])
                     for row in self.rows("leaks", "--grouped", self.folder))
        self.assertTrue(got)
        self.assertEqual(got, wanted)

    def test_what_runs_have_in_common_is_one_row(self):
        ranks = {row["run"]: row["rank"] for row in self.rows("info", self.folder, self.alone)}
        name = self.rows("ops", self.folder)[0]["name"]
        for verb in (["ops"], ["ops", "--op", name], ["ops", "--by", "function"],
                     ["ops", "--by", "mark"], ["callsites"],
                     ["callsites", "--by", "op"], ["marks"], ["kernels", "--by", "name"]):
            wanted = collections.defaultdict(list)
            for row in self.rows(*verb, "--no-group", self.folder, self.alone):
                what = [(name, value) for name, value in row.items() if name not in ("run", "rank")
                        and not name.endswith("_ns")]
                run, again = row["run"], 0
                while run in wanted[(*what, bool(ranks[run]), again)]:
                    again += 1
                wanted[(*what, bool(ranks[run]), again)].append(run)
            wanted = sorted((str(what[:-2]), ",".join(sorted((ranks[run] for run in runs), key=lambda r: int(r or 0)))
                             if what[-2] else "", ",".join(runs)) for what, runs in wanted.items() if runs)
            for source in ([self.folder, self.alone], [self.database, self.alone]):
                got = self.rows(*verb, "--grouped", *source)
                self.assertEqual(sorted((str(tuple((n, v) for n, v in row.items() if n not in ("ranks", "runs")
                                                   and not n.endswith("_ns"))), row["ranks"], row["runs"])
                                        for row in got), wanted, verb)
            if verb[0] in ("ops", "callsites"):
                self.assertTrue(any(row["ranks"].startswith("0,1,2,") for row in got), verb)
        self.assertIn("\n0-3,10  ", self.ask("ops", "--format", "table", self.folder))
        self.assertEqual(self.rows("ops", "--grouped", self.trace("0")), self.rows("ops", self.trace("0")))

    def test_the_worst_of_all_has_its_rank(self):
        cores = self.rows("peak", self.folder)
        ranks = {row["run"]: row["rank"] for row in self.rows("info", self.folder)}
        most = {rank: max(int(row["peak_bytes"]) for row in cores if ranks[row["run"]] == rank)
                for rank in ranks.values()}
        got = [(row["rank"], int(row["peak_bytes"])) for row in self.rows("peak", "--by", "rank", self.folder)]
        self.assertEqual(got, sorted(most.items(), key=lambda item: (-item[1], int(item[0]))))
        self.assertIn(f"worst: rank {got[0][0]}, core ", self.ask("peak", self.folder))
        self.assertEqual({row["rank"]: int(row["peak_bytes"])
                          for row in self.rows("peak", "--by", "run", self.folder)}, most)

    def test_marks_of_several_runs_show_the_fullest_with_its_rank(self):
        for by, keys in (("mark", ("mark", "pass")), ("module", ("module",))):
            worst = {}
            for row in self.rows("peak", "--by", by, self.folder):
                key = tuple(row[name] for name in keys)
                value = (-int(row["peak_bytes"]), int(row["rank"]))
                worst[key] = min(worst.get(key, value), value)
            got = {tuple(row[name] for name in keys): (-int(row["peak_bytes"]), int(row["rank"]))
                   for row in self.rows("peak", "--by", by, "--grouped", self.folder)}
            self.assertEqual(got, worst)
            self.assertTrue(got, by)

    def test_runs_line_up_by_the_wall_clock(self):
        walls = {row["run"]: int(row["wall_ns"]) for row in self.rows("info", self.folder)}
        wanted = sorted((int(row["time_ns"]) + walls[row["run"]] - min(walls.values()),
                         int(row["run"]), int(row["op"])) for row in self.rows("ops", self.folder))
        got = [(int(row["at_ns"]), int(row["run"]), int(row["op"]))
               for row in self.rows("query", "ops_wall", self.folder)]
        self.assertEqual(got, wanted)
        times = [int(row["at_ns"]) for row in self.rows("query", "timeline_wall", self.folder)]
        self.assertEqual(times, sorted(times))
        self.assertEqual(len(times), len(self.rows("timeline", self.folder)))

    @unittest.skipIf(len(sys.argv) > 4, "a sanitizer's own memory is no figure of the program's")
    def test_many_traces_take_no_more_memory_than_a_few(self):
        many = os.path.join(self.top, "many")
        os.makedirs(many, exist_ok=True)
        for i in range(64):
            shutil.copy(self.trace(str(i % 3)), os.path.join(many, f"{i}.l1t"))
        for verb in ("peak", "leaks"):
            one, all_of_them = (self.most_kib(verb, path) for path in (self.trace("0"), many))
            self.assertLess(all_of_them, 4 * one, verb)

    def most_kib(self, *words):
        with subprocess.Popen([ANALYZE, *words], stdout=subprocess.DEVNULL) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(child.returncode, 0)
        self.assertIsInstance(usage, resource.struct_rusage)
        return usage.ru_maxrss


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
