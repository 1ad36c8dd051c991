"""
An allocation that finds no memory makes no answer false: it is the same, or there is none and it is said.

    short_of_memory_test.py L1ANALYZE MAKE_BOMB SHORT_OF_MEMORY

Each verb is asked again and again, and every time another one of its allocations finds no memory.
"""
import os, subprocess, sys, tempfile, unittest

ANALYZE, MAKE_BOMB, SHORT = sys.argv[1:4]
RUNS = int(sys.argv[4]) if len(sys.argv) > 4 else 40
VERBS = (["peak"], ["check"], ["explain"], ["uses"], ["at", "--peak"], ["frag", "--policy", "all"],
         ["leaks", "--growth"], ["peak", "--by", "mark"])


class ShortOfMemory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.trace = os.path.join(cls.folder.name, "run.l1t")
        subprocess.run([MAKE_BOMB, cls.trace, "buffers=60", "per_core=9", "dram=9", "programs=5",
                        "captures=2", "captured=3", "replays=5", "failures=2", "owned=5", "threads=3",
                        "marks=5", "purposes=3", "names=3"], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def ask(self, verb, at=0, own=False):
        """Exit code, answer, words, and how many allocations it made: all, or without SQLite's."""
        got, put = os.pipe()
        ran = subprocess.run([ANALYZE, *verb, self.trace, "--format", "csv"], capture_output=True,
                             text=True, pass_fds=[put], env=dict(
                                 os.environ, LD_PRELOAD=SHORT, SHORT_AT=str(at),
                                 SHORT_COUNT_TO=str(put), **({"SHORT_OWN": "1"} if own else {})))
        os.close(put)
        with os.fdopen(got) as count:
            return ran.returncode, ran.stdout, ran.stderr, int(count.read() or 0)

    def look(self, verb, own, runs):
        code, answer, _, count = self.ask(verb, own=own)
        self.assertGreater(count, 100)
        for at in range(1, count, max(1, count // runs)):
            with self.subTest(verb=" ".join(verb), own=own, at=at):
                short_code, short_answer, said, _ = self.ask(verb, at, own)
                if short_code in (3, 4) and short_code != code:
                    self.assertRegex(said, "memory")
                else:
                    self.assertEqual((short_code, short_answer), (code, answer), said)

    def test_an_answer_is_as_it_is_with_memory_or_there_is_none(self):
        for verb in VERBS:
            self.look(verb, False, RUNS // 4)
            self.look(verb, True, RUNS)


unittest.main(argv=sys.argv[:1])
