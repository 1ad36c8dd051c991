"""
Rows that do not fit a small memory are in a temporary file meanwhile: answers are the same, memory
stays small, and a disk without room is one clear line.

    spill_test.py L1ANALYZE SAMPLE
"""
import os, resource, signal, subprocess, sys, tempfile, unittest

ANALYZE, SAMPLE = sys.argv[1:3]
TOKENS, MORE_TOKENS = "3000", "6000"    # a question's rows are twice as large as the cache, and more
SORTED = ("query", "SELECT * FROM buffers ORDER BY alloc_ns DESC")
QUESTIONS = (("ops",), ("histogram",), SORTED)
MOST_KB, MOST_SORTED_KB = 64 * 1024, 80 * 1024  # a sort has buffers of its own beside the cache


def small_disk():
    """For a child: no file of it may be larger than 4 MB, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))


class Spill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.trace = os.path.join(cls.folder.name, "run.l1t")
        cls.temporary = os.path.join(cls.folder.name, "temporary")
        os.mkdir(cls.temporary)
        cls.environment = dict(os.environ, TMPDIR=cls.temporary)
        cls.longer = os.path.join(cls.folder.name, "longer.l1t")
        for tokens, trace in ((TOKENS, cls.trace), (MORE_TOKENS, cls.longer)):
            subprocess.run([SAMPLE, tokens], env=dict(os.environ, L1TRACE=trace), check=True,
                           stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def ask(self, *words, **how):
        """(exit code, standard output, standard error, largest resident set in KB)"""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            asked = subprocess.Popen([ANALYZE, *words], stdout=out, stderr=err,
                                     **{"env": self.environment, **how})
            _, status, used = os.wait4(asked.pid, 0)
            asked.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            return asked.returncode, out.read(), err.read().decode(), used.ru_maxrss

    def has_temporary_file(self, pid):
        try:
            with os.scandir(f"/proc/{pid}/fd") as entries:
                files = [os.readlink(entry.path) for entry in entries]
        except FileNotFoundError:       # closed meanwhile
            return False
        return any(path.startswith(self.temporary) for path in files)

    def most_kb(self, words, trace):
        # how far a second thread reads ahead depends on the machine's load
        code, _, err, kb = self.ask(*words, "--limit", "3", "--threads", "1", trace)
        self.assertIn(code, (0, 1), err)
        return kb

    def test_every_verb_stays_small(self):
        for words in QUESTIONS + (("check",),):
            with self.subTest(words):
                self.assertLess(self.most_kb(words, self.longer),
                                MOST_SORTED_KB if words == SORTED else MOST_KB)

    def test_twice_the_rows_take_no_more_memory(self):
        for words in QUESTIONS:
            with self.subTest(words):
                self.assertLess(self.most_kb(words, self.longer),
                                self.most_kb(words, self.trace) * 1.25)

    def test_rows_are_those_of_the_loaded_database(self):
        database = os.path.join(self.folder.name, "run.db")
        self.assertEqual(self.ask("load", self.trace, "-o", database)[0], 0)
        words = ("query", "SELECT * FROM ops ORDER BY time_ns DESC, op, device")
        self.assertEqual(self.ask(*words, "--format", "csv", self.trace)[1],
                         self.ask(*words, "--format", "csv", database)[1])

    def test_a_disk_without_room_is_one_line_that_names_the_folder(self):
        for words in QUESTIONS:
            with self.subTest(words):
                # what is printed takes no room: it is only the temporary file that finds none
                code, _, err, _ = self.ask(*words, "-f", "-o", "/dev/null", self.longer,
                                           preexec_fn=small_disk)
                self.assertEqual(code, 3, err)
                self.assertEqual(err, "l1analyze: no room on the disk for a temporary file in "
                                 f"'{self.temporary}', which TMPDIR=FOLDER puts elsewhere\n")
        self.assertEqual(os.listdir(self.temporary), [])

    @unittest.skipIf(os.geteuid(), "only root is said to have access to a folder that takes no file")
    def test_a_folder_that_takes_no_file_is_one_line_that_names_it(self):
        for words in QUESTIONS:
            with self.subTest(words):
                code, _, err, _ = self.ask(*words, self.longer, env=dict(self.environment, TMPDIR="/proc"))
                self.assertEqual((code, err), (3, "l1analyze: cannot make a temporary file in '/proc'; "
                                               "TMPDIR=FOLDER names another folder\n"))

    def test_a_load_without_room_leaves_nothing(self):
        database = os.path.join(self.folder.name, "none.db")
        code, _, err, _ = self.ask("load", self.trace, "-o", database, preexec_fn=small_disk)
        self.assertEqual((code, err.count("\n")), (3, 1), err)
        self.assertIn("no room on the disk", err)
        self.assertFalse([n for n in os.listdir(self.folder.name) if n.startswith("none")])

    def test_a_signal_leaves_no_temporary_file(self):
        asked = subprocess.Popen([ANALYZE, "frag", self.trace], stdout=subprocess.DEVNULL,
                                 env=self.environment)
        while asked.poll() is None and not self.has_temporary_file(asked.pid):
            pass
        asked.send_signal(signal.SIGINT)
        self.assertEqual(asked.wait(), -signal.SIGINT)
        self.assertEqual(os.listdir(self.temporary), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
