#!/usr/bin/env python3
"""l1record for several boards and values, with a stand-in for the model: sweep_test.py L1RECORD
L1ANALYZE FITTING [unittest options]"""
import csv
import glob
import io
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

L1RECORD = os.path.abspath(sys.argv.pop(1))
L1ANALYZE = os.path.abspath(sys.argv.pop(1))
FITTING = os.path.abspath(sys.argv.pop(1))


class SweepTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name).resolve() / "here"
        self.tmp = pathlib.Path(folder.name).resolve() / "tmp"
        self.path.mkdir()
        self.tmp.mkdir()
        self.environment = dict(os.environ, TMPDIR=str(self.tmp))
        for name in ("L1TRACE", "L1TRACE_RUN", "L1TRACE_MOCK_TTNN", "TT_METAL_RUNTIME_ROOT"):
            self.environment.pop(name, None)

    def tearDown(self):
        self.assertEqual(os.listdir(self.tmp), [], "private folders are left")

    def run_it(self, *words, status=0, **more):
        done = subprocess.run([L1RECORD, *words], cwd=self.path, text=True, timeout=120,
                              env=dict(self.environment, **more.pop("environment", {})),
                              stdin=subprocess.DEVNULL, capture_output=True, check=False, **more)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stderr)
        return done

    def rows(self, *words, **more):
        return list(csv.DictReader(io.StringIO(self.run_it("--format", "csv", *words, **more).stdout)))

    def choose(self, fits, *words):
        """The rows, as (n, result), and what is said below the table."""
        rows = self.rows("-f", "-o", "d", *words, "--", FITTING, "{N}", fits)
        return [(int(r["N"]), r["result"]) for r in rows], self.ask("sweep", "d").split("\n\n")[1]

    def ask(self, *words, status=(0,)):
        done = subprocess.run([L1ANALYZE, *words], cwd=self.path, text=True, timeout=60,
                              capture_output=True, check=False)
        self.assertIn(done.returncode, status, done.stderr)
        return done.stdout

    def wait_for(self, *logs):
        end = time.time() + 60
        for log in logs:
            while "hangs" not in (log.read_text() if log.exists() else ""):
                self.assertLess(time.time(), end)
                time.sleep(0.01)

    def commands(self):
        """Processes that run the stand-in in this test's folder."""
        found = []
        for line in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                cwd = os.readlink(os.path.dirname(line) + "/cwd")
                words = pathlib.Path(line).read_bytes().split(b"\0")
            except OSError:
                continue
            if cwd == str(self.path) and words[0] != os.fsencode(L1RECORD):
                found.append(words)
        return found

    def all_end(self):
        end = time.time() + 30
        while self.commands() and time.time() < end:
            time.sleep(0.01)
        self.assertEqual(self.commands(), [])

    def test_each_value_has_a_row_with_its_figures_a_trace_and_a_log(self):
        rows = self.rows("--sweep", "N=400000,900000,1200000,400000", "-o", "d", "--", FITTING, "{N}")
        self.assertEqual([(r["N"], r["result"], r["peak_bytes"], r["failure"], r["callsite"],
                           r["ended"], r["trace"]) for r in rows],
                         [("400000", "fits", "400000", "", "", "exit 0", "d/N=400000.l1t"),
                          ("900000", "fits", "900000", "", "", "exit 0", "d/N=900000.l1t"),
                          ("1200000", "does not fit", "0", "oom", "model.py:1 forward", "exit 1",
                           "d/N=1200000.l1t")])
        self.assertEqual(sorted(os.listdir(self.path / "d")),
                         sorted([f"N={n}.{end}" for n in (400000, 900000, 1200000)
                                 for end in ("l1t", "log")] + ["sweep.jsonl"]))
        self.assertIn("1 failure", (self.path / "d/N=1200000.log").read_text())

    def test_ranges_are_numbers_from_small_to_large_each_once(self):
        for spec, numbers in (("3..5", [3, 4, 5]), ("1..20*3", [1, 3, 9]), ("1..10:4", [1, 5, 9]),
                              ("64,1..3,2..4", [1, 2, 3, 4, 64]), ("-2..1", [-2, -1, 0, 1]),
                              ("7..7", [7])):
            rows = self.rows("-f", "-o", "d", "--sweep", f"N={spec}", "--", "true", status=1)
            self.assertEqual([int(r["N"]) for r in rows], numbers)
            self.assertEqual({r["ended"] for r in rows}, {"exit 0, no device opened"})
        rows = self.rows("-f", "-o", "d", "--sweep", "N=b,1..2,a,b", "--", "true", status=1)
        self.assertEqual([r["N"] for r in rows], ["b", "1", "2", "a"])

    def test_several_names_are_tried_each_with_each_and_the_first_varies_fastest(self):
        rows = self.rows("--sweep", "A=1,2", "--sweep", "B=x,y", "--sweep", "C=5,6", "-o", "d", "--",
                         "sh", "-c", "echo $A $B $C {A}{B}{C} {D} $0", "{C}", status=1)
        self.assertEqual([(r["A"], r["B"], r["C"]) for r in rows],
                         [(a, b, c) for b in "xy" for c in "56" for a in "12"])
        for row in rows:
            a, b, c = row["A"], row["B"], row["C"]
            log = (self.path / f"d/A={a}_B={b}_C={c}.log").read_text()
            self.assertEqual(log.splitlines()[0], f"{a} {b} {c} {a}{b}{c} {{D}} {c}")

    def test_a_name_in_braces_that_is_none_of_the_sweep_is_told(self):
        said = self.run_it("--sweep", "N=1", "-o", "d", "--", "true", "{BATHC}", "{x}", status=1).stderr
        self.assertIn("'{BATHC}' is no name of --sweep", said)
        self.assertNotIn("{x}", said)

    def test_values_are_never_a_path_or_words_of_a_shell(self):
        values = ["../../up", "/etc/passwd", "a b", "it's", '"q"', "line\nline", "$(touch x)", "%p%h",
                  "{N}", "a_b", "a/b", "ä\u202e", "x" * 300, "-f", "\x1b[31m", "a=b"]
        self.run_it("-o", "100%p", "-j", "4", "--sweep", "N=" + ",".join(values), "--",
                    "sh", "-c", '[ "$N" = "$1" ] && exec "$0" 7', FITTING, "{N}")
        files = os.listdir(self.path / "100%p")
        self.assertEqual(len(files), 2 * len(values) + 1)
        for name in files:
            self.assertRegex(name, r"^(N=[\w=+.@-]*\.(l1t|log)|sweep\.jsonl)$")
            self.assertTrue(name.isascii())
        self.assertEqual(os.listdir(self.path), ["100%p"])
        rows = json.loads(self.ask("sweep", "--format", "json", "100%p"))
        self.assertEqual([r["N"] for r in rows], values)
        self.assertEqual({r["result"] for r in rows}, {"fits"})
        self.assertNotIn("\x1b", self.ask("sweep", "100%p"))

    def test_wrong_words_are_refused_in_one_line_before_anything_is_made(self):
        sweep = ["--sweep", "N=1..2"]
        for words in (["--sweep", "N"], ["--sweep", "N="], ["--sweep", "=1"], ["--sweep", "2N=1"],
                      ["--sweep", "N-M=1"], ["--sweep", "N=1,,2"], ["--sweep", "N=2..1"],
                      ["--sweep", "N=1..10:0"], ["--sweep", "N=1..10*1"], ["--sweep", "N=0..10*2"],
                      ["--sweep", "N=1..x"], ["--sweep", "N=0.5..2"], ["--sweep", "N=1..1000000000000"],
                      ["--sweep", "N=-999999999999999999..999999999999999999"],
                      ["--sweep", "N=1..9999999999999999999"],
                      ["--sweep", "N=1..1000000000000", "--largest"], ["--sweep", "N=a,1..5000"],
                      ["--sweep", "N=1..257"], ["--sweep", "N=1..100001", "--all"],
                      [*sweep, *sweep], ["--sweep", "board=1"], ["--sweep", "Op=1"],
                      ["--sweep", "L1TRACE=1"], [*sweep, "--largest", "--all"],
                      ["--sweep", "N=a,b", "--largest"], ["--largest"], ["-j", "2"],
                      ["--mock", "n150,p150", "--largest"], [*sweep, "-j", "0"], [*sweep, "-j", "1x"],
                      [*sweep, "--timeout", "0"], [*sweep, "--timeout", "nan"],
                      [*sweep, "--timeout", "-1"], [*sweep, "--above", "-1"],
                      [*sweep, "--format", "xml"], ["--mock", "n150,,p150"], ["--mock", "n150,n151"],
                      sum((["--sweep", f"N{i}=1"] for i in range(9)), [])):
            done = self.run_it("-o", "d", *words, "--", "true", status=2)
            self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), (words, done.stderr))
            self.assertTrue(done.stderr.startswith("l1record: cannot "), done.stderr)
            self.assertFalse((self.path / "d").exists(), words)
        self.assertEqual(self.run_it("-o", "d", *sweep, "--", "no-such-program", status=127).stdout, "")
        self.assertFalse((self.path / "d").exists())

    def test_an_old_sweep_stays_unless_it_is_to_be_replaced_and_other_files_always(self):
        (self.path / "d").mkdir()
        (self.path / "d/mine.txt").write_text("mine")
        self.run_it("-o", "d", "--sweep", "N=1,2", "--", FITTING, "{N}")
        before = {name: (self.path / "d" / name).read_bytes() for name in os.listdir(self.path / "d")}
        said = self.run_it("-o", "d", "--sweep", "N=3", "--", FITTING, "{N}", status=2).stderr
        self.assertIn("-f", said)
        self.assertEqual({name: (self.path / "d" / name).read_bytes()
                          for name in os.listdir(self.path / "d")}, before)
        rows = self.rows("-f", "-o", "d", "--sweep", "N=2,3", "--", FITTING, "{N}")
        self.assertEqual([r["N"] for r in rows], ["2", "3"])
        self.assertEqual((self.path / "d/mine.txt").read_text(), "mine")

    def test_a_folder_that_cannot_be_written_is_refused(self):
        (self.path / "file").touch()
        (self.path / "e").mkdir()
        (self.path / "e/sweep.jsonl").symlink_to("/etc/passwd")
        for name in ("file", "no/such/place", "/proc/d", "", "x" * 5000, "e"):
            done = self.run_it("-o", name, "--sweep", "N=1", "--", "true", status=2)
            self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)

    def test_a_full_disk_ends_it_with_what_is_known(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))
        done = self.run_it("-o", "d", "--sweep", "N=1..8", "--", "true", status=2, preexec_fn=limit)
        self.assertIn("cannot write 'sweep.jsonl'", done.stderr)
        self.assertIn("exit 0", done.stdout)

    def test_what_became_of_a_run_is_told_in_a_word(self):
        hows = {"fine": ("fits", "exit 0"), "catch": ("went on", "exit 0"), "3": ("no answer", "exit 3"),
                "refuse": ("refused", "exit 1"), "other": ("no answer", "exit 3, no device opened"),
                "abort": ("no answer", "signal 6"), "hang": ("no answer", "timeout"),
                "ignore": ("no answer", "timeout")}
        rows = self.rows("-o", "d", "-j", "8", "--timeout", "2", "--sweep", "HOW=" + ",".join(hows),
                         "--sweep", "N=5,1000005", "--", FITTING, "{N}", "any:0", "{HOW}", status=1)
        got = {(r["HOW"], r["N"]): (r["result"], r["ended"]) for r in rows}
        for how, expected in hows.items():
            if how != "catch":
                self.assertEqual(got[how, "5"], expected)
        self.assertEqual(got["catch", "5"], ("fits", "exit 0"))
        self.assertEqual(got["catch", "1000005"], ("went on", "exit 0"))
        for how, expected in hows.items():
            if how not in ("catch", "refuse", "other"):
                # something did not fit: an answer, however the run ended
                self.assertEqual(got[how, "1000005"], ("does not fit", expected[1].replace(
                    "exit 0", "exit 1")))
        self.assertEqual(self.commands(), [])

    def test_a_run_whose_l1record_is_killed_gives_no_answer(self):
        rows = self.rows("-o", "d", "--sweep", "N=1,2", "--", "sh", "-c",
                         "[ {N} = 2 ] || { kill -9 $PPID; exec sleep 60; }", status=1)
        self.assertEqual([(r["result"], r["ended"]) for r in rows],
                         [("no answer", "its l1record was killed"),
                          ("no answer", "exit 0, no device opened")])
        self.all_end()

    def test_a_run_that_caught_what_did_not_fit_counts_as_asked(self):
        words = ["--largest", "--sweep", "N=999997..1000004", "--", FITTING, "{N}", "any:0", "catch"]
        for more, edge in (([], 1000000), (["--handled"], 1000004)):
            self.run_it("-f", "-o", "d", *more, *words)
            self.assertIn(f"N fits up to {edge}", self.ask("sweep", "d"))

    def test_largest_and_all_agree_where_fitting_is_monotonic(self):
        for edge in (1, 5, 12, 20):
            told = [self.choose(f"max:{edge}", "--sweep", "N=1..13", "-j", "4", how)
                    for how in ("--largest", "--all")]
            for rows, words in told:
                self.assertEqual({n: result for n, result in rows},
                                 {n: "fits" if n <= edge else "does not fit" for n, _ in rows})
                self.assertIn(f"N fits up to {min(edge, 13)}", words)
                self.assertNotIn("monotonic", words)
                if edge < 13:
                    self.assertIn(f"{edge + 1} does not", words)
            self.assertEqual([n for n, _ in told[1][0]], list(range(1, 14)))

    def test_it_is_told_where_fitting_is_not_monotonic(self):
        for how in ("--largest", "--all"):
            # a grid that must divide the work, and one that does not fit at once
            self.assertIn("N fits up to 2; 3 does not: oom. Fitting is not monotonic: 4 fits",
                          self.choose("div:2", "--sweep", "N=2..9", how)[1])
            self.assertIn("N=1, the smallest that gave an answer, does not fit: oom. Fitting is not "
                          "monotonic: 3 fits", self.choose("min:3", "--sweep", "N=1..9", how)[1])
        rows, words = self.choose("not:3", "--sweep", "N=1..12", "--largest")
        self.assertNotIn(3, dict(rows))
        self.assertIn("N fits up to 12 (5 of the 12 values up to there were tried)", words)
        self.assertIn("N fits up to 2; 3 does not", self.choose("not:3", "--sweep", "N=1..12")[1])

    def test_as_many_values_beyond_the_edge_are_tried_as_asked(self):
        for above in (0, 1, 3):
            rows, _ = self.choose("max:4", "--sweep", "N=1..40", "--largest", "--above", str(above))
            self.assertEqual([n for n, _ in rows], sorted([1, 2, 4, 5, 6, 8] + [7, 9, 10][:above]))

    def test_a_search_that_learns_nothing_ends(self):
        done = self.run_it("-o", "d", "--sweep", "N=1..1000", "--largest", "--", FITTING, "{N}", "any:0", "other",
                           status=1)
        self.assertIn("ended early", done.stderr)
        self.assertIn("'d/N=1.log'", done.stderr)
        self.assertEqual(len(glob.glob(f"{self.path}/d/*.log")), 5)
        self.assertIn("no run says whether N fits", done.stdout)

    def test_the_table_is_the_same_however_many_run_at_a_time(self):
        for words in (["--sweep", "N=1..24", "--largest"], ["--sweep", "N=9..16", "--sweep", "M=1,2"]):
            fits = "or:11:7"
            for more in ([], ["--sweep", "K=3,4"]):
                tables = []
                for jobs in ("1", "4"):
                    done = self.run_it("-f", "-o", "d", "-j", jobs, *words, *more, "--", FITTING, "{N}",
                                       fits)
                    tables.append(done.stdout)
                self.assertEqual(*tables)
                self.assertGreater(tables[0].count("\n"), 9)

    def test_ctrl_c_ends_the_runs_and_shows_what_is_known(self):
        process = subprocess.Popen(
            [L1RECORD, "-o", "d", "-j", "2", "--sweep", "N=1..50", "--", "sh", "-c",
             f"exec {FITTING} {{N}} any:0 $([ {{N}} -gt 3 ] && echo hang)"],
            cwd=self.path, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.wait_for(self.path / "d/N=4.log", self.path / "d/N=5.log")
        os.killpg(process.pid, signal.SIGINT)
        out, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertIn("ended by signal 2", said)
        lines = [line.split() for line in out.splitlines()]
        self.assertEqual(sum("fits" in line and "exit" in line for line in lines), 3, out)
        self.assertEqual(sum("stopped" in line for line in lines), 2, out)
        self.assertEqual(self.commands(), [])
        self.assertEqual(glob.glob(f"{self.path}/d/*.live"), [])

    def test_the_runs_end_when_l1record_is_killed_and_what_is_known_can_be_read(self):
        process = subprocess.Popen(
            [L1RECORD, "-o", "d", "-j", "2", "--sweep", "N=1..50", "--", "sh", "-c",
             f"exec {FITTING} {{N}} any:0 $([ {{N}} -gt 1 ] && echo hang)"],
            cwd=self.path, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.wait_for(self.path / "d/N=2.log", self.path / "d/N=3.log")
        process.kill()
        process.wait()
        self.all_end()
        self.assertEqual([r["N"] for r in csv.DictReader(io.StringIO(
            self.ask("sweep", "d", "--format", "csv")))], ["1"])

    def test_each_board_has_a_row_and_one_that_does_not_fit_is_a_status(self):
        package = self.path / "ttnn"
        for part in ("tt_metal", "runtime/hw"):
            (package / part).mkdir(parents=True)
        (package / "__init__.py").touch()
        environment = {"L1TRACE_MOCK_TTNN": str(package)}
        look = (f"grep -q blackhole $TT_METAL_MOCK_CLUSTER_DESC_PATH && exec {FITTING} 1000001; "
                f"exec {FITTING} 5")
        words = ["--mock", "n150,p150,n300,n150", "-o", "d", "-f", "--", "sh", "-c", look]
        rows = self.rows(*words, status=1, environment=environment)
        self.assertEqual([(r["board"], r["result"], r["trace"]) for r in rows],
                         [("n150", "fits", "d/n150.l1t"), ("p150", "does not fit", "d/p150.l1t"),
                          ("n300", "fits", "d/n300.l1t")])
        rows = self.rows("--sweep", "N=1,2", *words, environment=environment)
        self.assertEqual([(r["board"], r["N"], r["result"]) for r in rows],
                         [(b, n, "does not fit" if b == "p150" else "fits")
                          for b in ("n150", "p150", "n300") for n in "12"])

    def test_a_list_that_is_not_ours_is_read_without_harm(self):
        folder = self.path / "d"
        folder.mkdir()
        listed = folder / "sweep.jsonl"
        os.mkfifo(folder / "pipe.l1t")
        about = {"l1trace_sweep": 1, "names": ["N"], "group_runs": 4, "numbers": True, "handled": False}
        for bad in ("", "x\n", "{}\n", '{"l1trace_sweep":2}\n', "[1]\n", json.dumps(about),
                    *(json.dumps({**about, **change}) + "\n" for change in (
                        {"names": ['a" FROM run --']}, {"names": ["1"]}, {"names": [None]},
                        {"names": [str(i) for i in range(9)]}, {"names": ["a" * 65]},
                        {"group_runs": 0}, {"group_runs": "x"}))):
            listed.write_text(bad)
            self.assertEqual(self.ask("sweep", "d", status=(3,)), "")
        lines = [json.dumps(about), "no json", "[]", '{"run": -1}', '{"run": "x"}', '{"run": 1.5}',
                 "{" * 100000, json.dumps({"run": 0, "board": "\x1b[31m|\n", "values": [None, 2],
                                           "result": "\x07fits", "ended": 5, "traces": "x"}),
                 json.dumps({"run": 2**62, "values": 7, "result": "fits", "traces": [
                     "../d/x.l1t", "/etc/passwd", "pipe.l1t", "", "..", 7, "gone.l1t", "sweep.jsonl"]}),
                 json.dumps({"run": 1, "values": [3], "result": "does not fit", "traces": []})]
        listed.write_text("\n".join(lines) + "\n")
        out = self.ask("sweep", "d", status=(4,))
        self.assertNotRegex(out, r"[\x07\x1b]")
        self.assertIn("N=3, the smallest", out)
        rows = json.loads(self.ask("sweep", "--format", "json", "d", status=(4,)))
        self.assertEqual([r["N"] for r in rows][1:], [3, None])
        self.assertEqual([r["trace"] for r in rows], [None] * 3)
        listed.unlink()
        for path in ("d", "d/pipe.l1t", "no", "/dev/zero"):
            self.assertEqual(self.ask("sweep", path, status=(3,)), "")

    def test_traces_that_are_gone_are_one_line_and_no_whole_answer(self):
        folder = self.path / "d"
        folder.mkdir()
        listed = [{"l1trace_sweep": 1, "names": ["N"], "group_runs": 3, "numbers": True, "handled": False},
                  *({"run": n, "values": [n], "result": "fits", "traces": [f"{n}.l1t"]} for n in range(3))]
        (folder / "sweep.jsonl").write_text("".join(json.dumps(line) + "\n" for line in listed))
        done = subprocess.run([L1ANALYZE, "sweep", "d"], cwd=self.path, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (4, 1), done.stderr)
        self.assertIn("cannot read 'd/0.l1t': it is not there", done.stderr)
        self.assertIn("2 more", done.stderr)


if __name__ == "__main__":
    unittest.main()
