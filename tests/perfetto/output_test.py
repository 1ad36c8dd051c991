"""
The file of `export --to perfetto`: there when it is whole, and never before.
    output_test.py L1ANALYZE MAKE_NASTY MAKE_MESH TOOLS TRACE...
"""
import gzip
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from judged import ANALYZE, SAMPLES

TRACE = next(t for t in SAMPLES if t.endswith("ttnn_transformer.l1t"))
PATIENCE_S = 120


def limit_files():
    """As a disk that is full: what is written beyond is an error."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))


class Output(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "run.pftrace")

    def export(self, *words, to="perfetto", path=None, **more):
        return subprocess.run([ANALYZE, "export", "--to", to, path or self.path, *words, TRACE],
                              capture_output=True, check=False, **more)

    def files(self):
        return sorted(os.listdir(self.folder))

    def test_it_is_named_with_its_size(self):
        done = self.export()
        self.assertEqual(0, done.returncode)
        self.assertRegex(done.stderr, rb"^l1analyze: writing at most [0-9,]+ events, about [0-9,]+ bytes\n$")
        self.assertIn(f" {os.path.getsize(self.path):,} bytes".encode(), done.stdout)
        self.assertEqual(["run.pftrace"], self.files())

    def test_what_is_written_of_a_part_is_no_more_than_was_said(self):
        for words in ("--from", "10%"), ("--to", "50%"), ("--from", "90%"):
            done = self.export("-f", *words)
            said = int(re.search(rb"at most ([0-9,]+) events", done.stderr)[1].replace(b",", b""))
            self.assertGreaterEqual(said, int(re.search(rb"([0-9,]+) events", done.stdout)[1].replace(b",", b"")))

    def test_what_exists_stays_without_force(self):
        with open(self.path, "w", encoding="ascii") as f:
            f.write("mine")
        done = self.export()
        self.assertEqual(2, done.returncode)
        self.assertIn(b"-f", done.stderr)
        with open(self.path, encoding="ascii") as f:
            self.assertEqual("mine", f.read())
        self.assertEqual(0, self.export("-f").returncode)
        self.assertGreater(os.path.getsize(self.path), 4)

    def test_the_trace_itself_is_not_written_over(self):
        self.assertEqual(2, self.export("-f", path=TRACE).returncode)

    def test_a_full_disk_leaves_nothing(self):
        done = self.export(preexec_fn=limit_files)
        self.assertEqual(3, done.returncode)
        self.assertIn(b"cannot write", done.stderr)
        self.assertEqual([], self.files())

    def test_a_full_disk_leaves_what_was_there(self):
        with open(self.path, "w", encoding="ascii") as f:
            f.write("mine")
        self.assertEqual(3, self.export("-f", preexec_fn=limit_files).returncode)
        with open(self.path, encoding="ascii") as f:
            self.assertEqual("mine", f.read())
        self.assertEqual(["run.pftrace"], self.files())

    def test_an_interrupted_export_leaves_nothing(self):
        """It waits for the rest of its input when the signal comes, with its file begun."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with subprocess.Popen([ANALYZE, "export", "--to", "perfetto", self.path, "-"],
                                  stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as p:
                end = time.monotonic() + PATIENCE_S
                while not self.files() and time.monotonic() < end:
                    time.sleep(0.01)
                self.assertNotIn("run.pftrace", self.files())
                self.assertTrue(self.files())
                p.send_signal(number)
                self.assertEqual(-number, p.wait(PATIENCE_S))
            self.assertEqual([], self.files())

    def test_a_pipe_gets_the_same_bytes_and_nothing_else(self):
        self.export()
        done = self.export(path="/dev/stdout")
        with open(self.path, "rb") as f:
            self.assertEqual(f.read(), done.stdout)

    def test_it_is_the_same_each_time_and_from_a_database(self):
        database, again = (os.path.join(self.folder, n) for n in ("run.db", "again.pftrace"))
        subprocess.run([ANALYZE, "load", TRACE, "-o", database], check=True)
        self.export()
        subprocess.run([ANALYZE, "export", "--to", "perfetto", again, database], check=True,
                       stdout=subprocess.DEVNULL)
        with open(self.path, "rb") as a, open(again, "rb") as b:
            self.assertEqual(a.read(), b.read())

    def test_a_name_that_ends_in_gz_is_packed(self):
        packed = self.path + ".gz"
        self.export()
        self.export(path=packed)
        with open(self.path, "rb") as a, gzip.open(packed) as b:
            self.assertEqual(a.read(), b.read())
        self.assertLess(os.path.getsize(packed), os.path.getsize(self.path) / 4)

    def test_what_it_cannot_do_is_refused(self):
        for words, said in ((["--core", "0,0"], b"--core"), (["--kind", "l1"], b"--kind"),
                            (["--event", "launch"], b"--event"), (["--cores", "some"], b"--cores")):
            done = self.export(*words)
            self.assertEqual(2, done.returncode, words)
            self.assertIn(said, done.stderr)
        for words in (["--cores", "all"], ["--gzip"]):
            self.assertEqual(2, self.export(*words, to="csv").returncode)
        self.assertEqual([], self.files())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
