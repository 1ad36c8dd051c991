"""
A trace that would cost too much is answered from its beginning, with a report of what is left out.

    ceilings_test.py L1ANALYZE MAKE_BOMB RECORD_BENCH
"""
import os, resource, sqlite3, subprocess, sys, tempfile, unittest

ANALYZE, MAKE_BOMB, RECORD_BENCH = sys.argv[1:4]


class Ceilings(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def bomb(self, *words):
        path = os.path.join(self.folder.name, "bomb.l1t")
        subprocess.run([MAKE_BOMB, path, *words], check=True)
        return path

    def ask(self, *words, bytes_most=None):
        def limit():
            if bytes_most:
                resource.setrlimit(resource.RLIMIT_AS, (bytes_most, bytes_most))
        got = subprocess.run([ANALYZE, *words], capture_output=True, text=True, preexec_fn=limit)
        return got.returncode, got.stdout, got.stderr

    def test_the_beginning_is_answered_and_the_rest_is_said_to_be_left_out(self):
        code, out, said = self.ask("query", "SELECT count(*), damage FROM buffer, run", "--format",
                                   "csv", self.bomb("chips=1000", "buffers=20000"))
        self.assertEqual(code, 4)
        self.assertRegex(said, r"what comes after record \d+ is left out: it takes more work than")
        self.assertIn("--unlimited", said)
        count, damage = out.splitlines()[1].split(",", 1)
        self.assertGreater(int(count), 100)
        self.assertLess(int(count), 20000)
        self.assertIn("is left out", damage)

    def test_it_is_cut_at_the_same_record_each_time(self):
        path = self.bomb("chips=1000", "buffers=20000")
        answers = {self.ask("peak", "--limit", "1", "--format", "csv", path)[2] for _ in range(3)}
        self.assertEqual(len(answers), 1, answers)

    def test_rows_that_are_printed_while_reading_cost_work(self):
        """A change is a row for each core that was asked for."""
        got = subprocess.run([ANALYZE, "timeline", "--core", "0,0-31,31", "--format", "csv",
                              self.bomb("grid=32", "buffers=20000")], stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
        self.assertEqual(got.returncode, 4)
        self.assertRegex(got.stderr, r"what comes after record \d+ is left out: it takes more work")

    def test_unlimited_reads_all_of_it(self):
        path = self.bomb("chips=300", "buffers=4000", "frees=0")
        sql = "SELECT count(*) FROM buffer"
        limited = self.ask("query", sql, path, "--format", "csv")
        whole = self.ask("query", sql, path, "--format", "csv", "--unlimited")
        self.assertEqual((whole[0], whole[1].split()[1]), (0, "4000"), whole)
        self.assertEqual(limited[0], 4)
        self.assertLess(int(limited[1].split()[1]), 4000)

    def test_long_texts_of_call_sites_are_cut_and_counted(self):
        path = self.bomb("strings=3", "length=100000", "sites=10", "frames=60")
        code, out, said = self.ask("query", "SELECT max(length(callsite)) FROM callsite", path,
                                   "--format", "csv")
        self.assertEqual(code, 4)
        self.assertIn("texts of 10 call sites are cut", said)
        self.assertLess(int(out.split()[1]), 16384 + 7000)

    def test_ids_that_were_chosen_to_meet_cost_no_more_than_others(self):
        path = self.bomb("dram=100000", "buffers=0", "frees=0", "chosen=1")
        code, out, said = self.ask("peak", path, "--format", "csv")
        self.assertEqual((code, len(out.splitlines())), (0, 33), said)

    def test_hundreds_of_buffers_on_single_cores_are_read_whole(self):
        path = os.path.join(self.folder.name, "churn.l1t")
        subprocess.run([RECORD_BENCH, "churn"], env=dict(os.environ, L1TRACE=path), check=True)
        for verb in ("peak", "frag"):
            code, _, said = self.ask(verb, path, "--limit", "1", "--format", "csv")
            self.assertEqual((code, said), (0, ""))

    def test_many_unlike_leaks_marks_and_places_are_answered_whole(self):
        """The work of a question grows as the number of things that it is about."""
        path = self.bomb("unlike=1", "strings=20000", "sites=20000", "frames=1", "buffers=20000",
                         "frees=0", "marks=20000", "launches=10")
        for verb in (["leaks"], ["leaks", "--by", "op"], ["leaks", "--by", "mark"],
                     ["leaks", "--by", "module"], ["marks"], ["at", "--diff", "40%", "99%"],
                     ["at", "99%"]):
            code, out, said = self.ask(*verb, "--limit", "3", path)
            self.assertEqual(code, 0, (verb, said))
            self.assertIn("\n", out, verb)

    def test_a_statement_that_never_ends_ends(self):
        path = self.bomb()
        sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        code, out, said = self.ask("query", sql, path)
        self.assertEqual((code, out), (4, ""))
        self.assertIn("takes more work", said)

    def test_a_database_is_not_trusted_either(self):
        path = os.path.join(self.folder.name, "run.db")
        self.assertEqual(self.ask("load", "--full", self.bomb(), "-o", path)[0], 0)
        with sqlite3.connect(path) as db:
            db.execute("ALTER TABLE peak_core RENAME TO other")
            db.execute("CREATE VIEW peak_core AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                       "SELECT i + 1 FROM n), o AS (SELECT * FROM other) SELECT o.* FROM o, n")
        code, _, said = self.ask("peak", path)
        self.assertEqual(code, 4, said)

    def test_one_large_value_is_refused(self):
        code, _, said = self.ask("query", "SELECT length(zeroblob(900000000) || 'x')", self.bomb())
        self.assertEqual(code, 4)
        self.assertIn("more memory", said)

    def test_few_failures_of_many_are_explained(self):
        code, _, said = self.ask("explain", "--format", "csv", self.bomb("buffers=20000", "frees=0",
                                                                         "failures=3000"))
        self.assertEqual(code, 4, said)
        self.assertIn("explained", said)


unittest.main(argv=sys.argv[:1])
