#!/usr/bin/env python3
"""Two l1records at the same time, one alive or killed: beside_test.py L1RECORD L1ANALYZE [unittest
options]"""
import fcntl
import glob
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

L1RECORD = os.path.abspath(sys.argv.pop(1))
L1ANALYZE = os.path.abspath(sys.argv.pop(1))
# records, then is killed or ends on request
COMMAND = """
import l1trace, os, signal, sys, time
with l1trace.mark(sys.argv[1]): pass
open(sys.argv[1] + '.there', 'w').close()
end = time.time() + 30
while not os.path.exists('go') and time.time() < end: time.sleep(0.001)
if len(sys.argv) > 2: os.kill(os.getpid(), int(sys.argv[2]))
"""


class BesideTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name).resolve()
        self.tmp = self.path / "tmp"
        self.tmp.mkdir()
        self.environment = dict(os.environ, TMPDIR=str(self.tmp))
        for name in ("L1TRACE", "L1TRACE_RUN", "L1TRACE_MOCK_TTNN", "TT_METAL_RUNTIME_ROOT"):
            self.environment.pop(name, None)

    def start(self, *words, **changes):
        return subprocess.Popen([L1RECORD, *words], cwd=self.path, text=True,
                                env=dict(self.environment, **changes),
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def kill(self, run):
        """Kills the l1record; its command continues, and has its standard error."""
        run.kill()
        run.wait()
        run.stderr.close()

    def wait_for(self, name):
        end = time.time() + 30
        while not (self.path / name).exists():
            self.assertLess(time.time(), end)
            time.sleep(0.001)

    def ask(self, trace):
        return subprocess.run(
            [L1ANALYZE, "query", "SELECT r.ended, r.damage, m.name FROM run r JOIN mark m "
             "WHERE m.event = 'begin'", str(trace), "--format", "csv"], text=True,
            capture_output=True, check=False).stdout.splitlines()[1:]

    def test_each_takes_the_traces_of_its_own_command(self):
        for turn in range(8):
            for name in ("go", "a.there", "b.there"):
                (self.path / name).unlink(missing_ok=True)
            runs = [self.start(sys.executable, "-S", "-c", COMMAND, name, "9", )
                    for name in ("a", "b")]
            for name in ("a.there", "b.there"):
                self.wait_for(name)
            (self.path / "go").touch()
            said = [run.communicate(timeout=60)[1] for run in runs]
            self.assertEqual([run.returncode for run in runs], [137, 137], said)
            traces = sorted(glob.glob(f"{self.path}/l1trace-*.l1t"))
            self.assertEqual(len(traces), 2)
            self.assertEqual(glob.glob(f"{self.path}/*.live"), [], said)
            self.assertEqual(sorted(line for t in traces for line in self.ask(t)),
                             ['"killed by signal 9",,a', '"killed by signal 9",,b'], said)
            for line in said:
                self.assertEqual(line.count(".l1t"), 2, line)   # its own name, twice
            for trace in traces:
                os.unlink(trace)

    def test_what_a_killed_one_leaves_can_be_read_and_is_left_to_its_command(self):
        first = self.start("-o", "run.l1t", sys.executable, "-S", "-c", COMMAND, "a")
        self.wait_for("a.there")
        self.kill(first)
        self.assertEqual([line.split(",")[-1] for line in self.ask(self.path / "run.l1t")], ["a"])
        # under a name that matches that of the first
        second = self.start("-o", "run.l1t", "true")
        self.assertIn("exists", second.communicate(timeout=60)[1])
        third = self.start(sys.executable, "-S", "-c", COMMAND.replace("'go'", "'/'"), "b")
        self.assertNotIn("run.l1t", third.communicate(timeout=60)[1])
        (self.path / "go").touch()
        end = time.time() + 30
        while (self.path / "run.l1t.live").exists() and time.time() < end:
            time.sleep(0.01)
        self.assertEqual(self.ask(self.path / "run.l1t"), ['"came to its normal end",,a'])

    def test_a_process_that_has_the_id_of_an_earlier_one_takes_the_next_free_name(self):
        # ids wrap: the shell makes what earlier ones with its id left, and becomes the program
        taken = ("for n in '' .$$.1 .$$.2; do echo \"mine$n\" > l1trace-$$$n.l1t; done; "
                 'exec "$0" "$@"')
        (self.path / "go").touch()
        run = self.start("sh", "-c", taken, sys.executable, "-S", "-c", COMMAND, "a")
        said = run.communicate(timeout=60)[1]
        pid = min(glob.glob(f"{self.path}/l1trace-*.l1t"), key=len).rsplit("-")[-1][:-len(".l1t")]
        trace = self.path / f"l1trace-{pid}.{pid}.3.l1t"
        self.assertEqual(said.count(str(trace)), 2, said)
        self.assertEqual(said.count(".l1t"), 2, said)
        self.assertEqual(self.ask(trace), ['"exited with 0",,a'])
        for n in ("", f".{pid}.1", f".{pid}.2"):
            old = self.path / f"l1trace-{pid}{n}.l1t"
            self.assertEqual(old.read_text().split("mine")[1].replace(str(pid), "P"),
                             n.replace(pid, "P") + "\n")

    def make_leftover(self, name, age_s=7200):
        folder = self.tmp / name
        (folder / "root" / "runtime").mkdir(parents=True)
        folder.chmod(0o700)
        (folder / "cluster.yaml").touch()
        os.utime(folder, (time.time() - age_s,) * 2)
        return folder

    def mock_run(self):
        package = self.path / "here" / "ttnn"
        for part in ("tt_metal", "runtime/hw"):
            (package / part).mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
        run = self.start("--mock", "n150", "--", "true", L1TRACE_MOCK_TTNN=str(package))
        self.assertEqual((run.communicate(timeout=60)[1].count("cannot"), run.returncode), (0, 0))

    def test_folders_of_dead_runs_are_removed(self):
        self.make_leftover("l1record-aaaaaa")
        self.make_leftover("l1record-bbbbbb")
        self.mock_run()
        self.assertEqual(os.listdir(self.tmp), [])

    def test_folders_of_others_stay(self):
        self.make_leftover("l1record-young1", 10)
        self.make_leftover("l1record-other-name")
        (self.make_leftover("l1record-noyaml") / "cluster.yaml").unlink()
        os.utime(self.tmp / "l1record-noyaml", (1, 1))
        self.make_leftover("l1record-opened").chmod(0o755)
        held = os.open(self.make_leftover("l1record-locked"), os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_SH)
        (self.path / "elsewhere").mkdir()
        (self.tmp / "l1record-linked").symlink_to(self.path / "elsewhere")
        used = subprocess.Popen(["sleep", "60"], env=dict(
            os.environ, TT_METAL_RUNTIME_ROOT=str(self.make_leftover("l1record-inuse1") / "root")))
        before = sorted(os.listdir(self.tmp))
        self.mock_run()
        used.kill()
        used.wait()
        os.close(held)
        self.assertEqual(sorted(os.listdir(self.tmp)), before)

    def test_the_folder_of_a_killed_run_goes_when_its_command_has_ended(self):
        package = self.path / "here" / "ttnn"
        self.mock_run()
        run = self.start("--mock", "n150", "--", sys.executable, "-S", "-c", COMMAND, "a",
                         L1TRACE_MOCK_TTNN=str(package))
        self.wait_for("a.there")
        self.kill(run)
        folder, = os.listdir(self.tmp)
        os.utime(self.tmp / folder, (1, 1))
        self.mock_run()
        self.assertEqual(os.listdir(self.tmp), [folder])
        (self.path / "go").touch()
        end = time.time() + 30
        while os.listdir(self.tmp) and time.time() < end:
            os.utime(self.tmp / folder, (1, 1))
            self.mock_run()
        self.assertEqual(os.listdir(self.tmp), [])


if __name__ == "__main__":
    unittest.main()
