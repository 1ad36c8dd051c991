"""
Every verb and every view on traces whose sizes and counts are as large as numbers can be: a row may
hold the number, and what is added up must not end the answer.
    huge_test.py L1ANALYZE MAKE_HUGE
"""
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ANALYZE, MAKE = sys.argv[1:]
del sys.argv[1:]
# The largest that SQL knows, one of which two rows do not fit, and one that SQL has as a negative number.
NUMBERS = [2 ** 63 - 1, 2 ** 62, 2 ** 63 + 2 ** 62]
ANSWERS = (0, 1, 4)             # sound, a finding, incomplete: never "it could not be read"
OTHERS = {"at", "diff", "baseline", "reconcile", "sweep", "selfcheck", "report", "load", "query", "export", "schema",
          "mcp", "watch"}
EXPORTS = ["csv", "jsonl", "ttnn-visualizer", "perfetto", "speedscope", "pprof", "collapsed", "torch-snapshot"]


def listed(*words):
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=True).stdout.split()


class Huge(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.traces = [cls.folder / f"{number}.l1t" for number in NUMBERS]
        for number, trace in zip(NUMBERS, cls.traces):
            subprocess.run([MAKE, trace, str(number)], check=True)

    def ask(self, *words):
        done = subprocess.run([ANALYZE, *words], capture_output=True, check=False)
        self.assertIn(done.returncode, ANSWERS, (words, done.stderr[-300:]))
        return done.stdout

    def test_every_verb_answers(self):
        alone = [verb for verb in listed("--list-verbs") if verb not in OTHERS]
        asked = [[verb] for verb in alone]
        asked += [[verb, "--by", word] for verb in alone for word in listed("--list-values", verb, "--by")]
        asked += [["kernels", "--grouped"], ["leaks", "--growth"], ["leaks", "--grouped"], ["leaks", "--kind", "all"],
                  ["uses", "--dead"], ["uses", "--grouped"], ["uses", "--kind", "all"], ["peak", "--owners"],
                  ["frag", "--policy", "all"], ["at", "--peak"], ["at", "50%"], ["at", "--diff", "10%", "90%"],
                  ["watch", "--once"], ["query", "programs"], ["query", "peak_dram"], ["query", "failures"]]
        for words in asked:
            for trace in self.traces:
                with self.subTest(words=words, number=trace.stem):
                    self.ask(*words, trace)

    def test_files_are_written_whole(self):
        exported = [["export", "--to", to] for to in EXPORTS]
        for words in [*exported, ["report"], ["baseline"]]:
            for trace in self.traces:
                with self.subTest(words=words, number=trace.stem):
                    self.ask(*words, "-f", "-o", self.folder / f"{'-'.join(words)}.{trace.stem}.made", trace)

    def test_two_runs_are_compared(self):
        for number in (2 ** 62, 2 ** 63, 2 ** 64 - 2):          # 2 ** 63: the least that SQL has
            other = self.folder / "other.l1t"
            subprocess.run([MAKE, other, str(number)], check=True)
            with self.subTest(number=number):
                self.ask("diff", self.traces[0], other)
                self.ask("diff", other, self.traces[0])

    def test_every_view_of_a_database_answers(self):
        for trace in self.traces:
            made = trace.with_suffix(".db")
            self.ask("load", "--full", "-f", "-o", made, trace)
            with sqlite3.connect(made) as db:
                views = [name for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
            for view in views:
                with self.subTest(view=view, number=trace.stem):
                    self.ask("query", f"SELECT * FROM {view}", made)


class Sums(unittest.TestCase):
    """What sum() is: that of Python, which knows no largest number."""
    ROWS = [2 ** 63 - 1, 2 ** 63 - 1, -5, -2 ** 63, None, -2 ** 63, 2 ** 62, 0, 7, -2 ** 62, 2 ** 32, -2 ** 32 - 1]

    def numbers(self, sql):
        rows = ", ".join(f"({n}, {'NULL' if v is None else '-9223372036854775807 - 1' if v == -2 ** 63 else v})"
                         for n, v in enumerate(self.ROWS))
        with tempfile.TemporaryDirectory() as folder:
            trace = pathlib.Path(folder) / "run.l1t"
            subprocess.run([MAKE, trace, "1"], check=True)
            out = subprocess.run([ANALYZE, "query", "--format", "csv", f"WITH t(n, v) AS (VALUES {rows}) {sql}", trace],
                                 capture_output=True, text=True, check=False)
        self.assertIn(out.returncode, ANSWERS, out.stderr)
        return out.stdout.splitlines()[1:]

    def check(self, words, expected):
        self.assertEqual(len(words), len(expected))
        for word, rows in zip(words, expected):
            values = [v for v in rows if v is not None]
            total = sum(values)
            if not values:
                self.assertIn(word, ('', '""'))
            elif -2 ** 63 <= total < 2 ** 63:
                self.assertEqual(word, str(total))
            else:
                self.assertIn(".", word)
                self.assertAlmostEqual(float(word) / total, 1)

    def test_a_sum_is_whole_where_it_fits(self):
        self.check(self.numbers("SELECT sum(v) FROM t"), [self.ROWS])
        self.check(self.numbers("SELECT sum(v) FROM t WHERE n < 2"), [self.ROWS[:2]])
        self.assertEqual(self.numbers("SELECT sum(v) IS NULL FROM t WHERE n = 4"), ["1"])

    def test_a_sum_over_a_window_forgets_what_left_it(self):
        for width in (1, 2, 5):
            got = self.numbers(f"SELECT coalesce(sum(v) OVER (ORDER BY n ROWS {width} PRECEDING), 'none') FROM t")
            expected = [self.ROWS[max(0, i - width):i + 1] for i in range(len(self.ROWS))]
            self.check([word for word in got if word != "none"], [e for e in expected if e != [None]])

    def test_a_sum_of_real_numbers_and_texts_is_as_everywhere(self):
        self.assertEqual(self.numbers("SELECT sum(v * 0.5) FROM t WHERE n > 6 AND n < 9"), ["3.5"])
        self.assertEqual(self.numbers("SELECT sum(n || '') FROM t WHERE n < 4"), ["6"])


unittest.main()
