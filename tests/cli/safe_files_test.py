"""
Files that are written harm nobody: no link is followed, nothing is left after a signal, others
cannot read files with command lines in them, and a spreadsheet executes no cell.

    safe_files_test.py L1ANALYZE MAKE_BOMB SAMPLE TRACE
"""
import csv, glob, io, itertools, json, os, resource, signal, sqlite3, stat, subprocess, sys, tempfile, time, unittest

ANALYZE, MAKE_BOMB, SAMPLE, TRACE = sys.argv[1:5]
NASTY = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"]


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


class SafeFiles(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.umask = os.umask(0o022)
        self.addCleanup(os.umask, self.umask)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, path, text):
        with open(path, "w", encoding="ascii") as out:
            out.write(text)

    def read(self, path):
        with open(path, encoding="ascii") as text:
            return text.read()

    def run_it(self, *words):
        return subprocess.run([ANALYZE, *words], capture_output=True)

    def cells(self, form, *values):
        sql = "SELECT " + ", ".join("%s AS c%d" % (v, i) for i, v in enumerate(values))
        got = self.run_it("query", sql, TRACE, "--format", form)
        self.assertEqual(got.returncode, 0, got.stderr)
        return got.stdout.decode()

    def quoted(self):
        return ["'%s'" % text for text in NASTY]

    def test_views_that_a_database_brings_are_not_asked(self):
        database = self.path("run.db")
        self.assertEqual(self.run_it("load", TRACE, "-o", database).returncode, 0)
        verbs = [["check"], ["check", "--fail-on", "leaks"], ["peak"], ["peak", "--by", "op"],
                 ["ops"], ["leaks"], ["callsites"], ["histogram"], ["frag"], ["timeline"],
                 ["kernels"], ["uses"], ["query", "SELECT * FROM findings"]]
        before = [self.run_it(*verb, database).stdout for verb in verbs]
        with sqlite3.connect(database) as db:
            for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
                db.execute("DROP VIEW " + name)
                db.execute("CREATE VIEW %s AS SELECT 'not ours' AS run" % name)
        db.close()
        for verb, rows in zip(verbs, before):
            self.assertEqual(self.run_it(*verb, database).stdout, rows, verb)

    def test_no_cell_of_csv_is_a_formula(self):
        row = list(csv.reader(io.StringIO(self.cells("csv", *self.quoted()), newline="")))[1]
        self.assertEqual(row, ["'" + text for text in NASTY])

    def test_no_cell_of_tsv_is_a_formula(self):
        row = self.cells("tsv", *self.quoted()).split("\n")[1].split("\t")
        self.assertEqual([cell[:2] for cell in row], ["'=", "'+", "'-", "'@", "'\\", "'\\"])

    def test_numbers_and_other_texts_stay_as_they_are(self):
        row = self.cells("csv", "-5", "-0.5", "'a=1'", "''", "NULL").split("\n")[1]
        self.assertEqual(row, '-5,-0.5,a=1,"",')

    def test_json_has_every_text_as_it_was(self):
        self.assertEqual(list(json.loads(self.cells("json", *self.quoted()))[0].values()), NASTY)

    def test_a_link_is_not_followed(self):
        victim = self.path("victim")
        for verb in (["peak"], ["timeline", "--format", "csv"], ["load"], ["frag"]):
            for target in (victim, self.path("missing")):
                self.write(victim, "mine")
                link = self.path("link")
                os.symlink(target, link)
                for force in ([], ["-f"]):
                    got = self.run_it(*verb, TRACE, "-o", link, *force)
                    self.assertEqual(got.returncode, 2, (verb, force, got))
                    if force or target != victim:
                        self.assertIn(b"symbolic link", got.stderr)
                    self.assertEqual(self.read(victim), "mine")
                    self.assertTrue(os.path.islink(link))
                    self.assertFalse(os.path.exists(self.path("missing")))
                os.unlink(link)

    def test_what_is_no_file_is_written_to(self):
        self.assertEqual(self.run_it("peak", TRACE, "-o", "/dev/null").returncode, 0)
        self.assertIn(b"peak_", self.run_it("peak", TRACE, "-o", "/dev/stdout").stdout)

    def test_a_longer_file_is_written_over_whole(self):
        self.write(self.path("out.csv"), "x" * 100000)
        self.assertEqual(self.run_it("peak", TRACE, "-f", "-o", self.path("out.csv")).returncode, 0)
        self.assertNotIn("x" * 10, self.read(self.path("out.csv")))

    def test_nothing_stays_of_a_load_that_a_signal_ends(self):
        bomb, database = self.path("bomb.l1t"), self.path("run.db")
        subprocess.run([MAKE_BOMB, bomb, "chips=4096", "buffers=20000"], check=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            load = subprocess.Popen([ANALYZE, "load", bomb, "-o", database],
                                    stderr=subprocess.DEVNULL)
            while load.poll() is None and not glob.glob(database + "*"):
                time.sleep(0.002)
            names = glob.glob(database + "*")
            self.assertEqual([n for n in names if str(load.pid) in n.replace(database, "")], [])
            self.assertTrue(all(mode(n) == 0o600 for n in names))
            load.send_signal(number)
            self.assertEqual(load.wait(), -number)
            self.assertEqual(os.listdir(self.folder.name), ["bomb.l1t"])

    def test_nothing_stays_of_an_answer_that_a_signal_ends(self):
        bomb, rows = self.path("bomb.l1t"), self.path("rows.csv")
        subprocess.run([MAKE_BOMB, bomb, "grid=32", "buffers=20000"], check=True)
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        for words in (["timeline", "--core", "0,0-31,31", bomb], ["query", numbers, bomb]):
            for number, there in itertools.product((signal.SIGINT, signal.SIGTERM, signal.SIGHUP),
                                                   (False, True)):
                if there:
                    self.write(rows, "what was there")
                verb = subprocess.Popen([ANALYZE, *words, "-f", "-o", rows],
                                        stderr=subprocess.DEVNULL)
                while verb.poll() is None and not any(os.path.getsize(n) > 100
                                                      for n in glob.glob(rows + ".*")):
                    time.sleep(0.002)
                self.assertEqual(os.path.exists(rows) and self.read(rows), there and "what was there")
                verb.send_signal(number)
                self.assertEqual(verb.wait(), -number)
                self.assertEqual(sorted(os.listdir(self.folder.name)), ["bomb.l1t"] + ["rows.csv"] * there)
                if there:
                    self.assertEqual(self.read(rows), "what was there")
                    os.unlink(rows)

    def limited(self, *words):
        """Runs it where a file may have 4,096 bytes, as on a disk that is full."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        return subprocess.run([ANALYZE, *words], capture_output=True, preexec_fn=limit)

    def test_what_was_there_stays_where_there_is_no_room_for_the_new_one(self):
        rows = self.path("rows.csv")
        for there in (True, False):
            if there:
                self.write(rows, "mine")
            got = self.limited("query", "SELECT hex(zeroblob(20000))", TRACE, "-o", rows, *["-f"] * there)
            self.assertEqual(got.returncode, 3, got)
            self.assertIn(b"cannot write '%s': File too large" % rows.encode(), got.stderr)
            self.assertEqual(os.listdir(self.folder.name), ["rows.csv"] * there)
            if there:
                self.assertEqual(self.read(rows), "mine")
                os.unlink(rows)

    def test_a_file_that_is_replaced_keeps_its_mode_and_a_new_one_has_that_of_the_umask(self):
        for verb in (["peak"], ["baseline"], ["export", "--to", "perfetto"]):
            rows = self.path("rows.out")
            os.umask(0o027)
            self.assertEqual(self.run_it(*verb, TRACE, "-o", rows).returncode, 0)
            self.assertEqual(mode(rows), 0o640, verb)
            os.chmod(rows, 0o604)
            self.assertEqual(self.run_it(*verb, TRACE, "-f", "-o", rows).returncode, 0)
            self.assertEqual(mode(rows), 0o604, verb)
            os.unlink(rows)

    def test_a_file_that_appears_meanwhile_is_not_replaced_without_force(self):
        rows = self.path("rows.csv")
        numbers = ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
                   "SELECT i FROM n")
        verb = subprocess.Popen([ANALYZE, "query", numbers, TRACE, "--unlimited", "-o", rows], stderr=subprocess.PIPE)
        while verb.poll() is None and not glob.glob(rows + ".*"):
            time.sleep(0.002)
        self.write(rows, "mine")
        self.assertIn(b"File exists", verb.communicate()[1])
        self.assertEqual((verb.returncode, self.read(rows)), (3, "mine"))
        self.assertEqual(os.listdir(self.folder.name), ["rows.csv"])

    def test_where_no_other_file_can_be_beside_it_is_written_in_its_place(self):
        rows = self.path("n" * 251 + ".csv")
        for force in ([], ["-f"]):
            self.assertEqual(self.run_it("peak", TRACE, *force, "-o", rows).returncode, 0)
            self.assertIn("peak_bytes", self.read(rows))

    def test_a_pipe_with_a_name_is_written_to(self):
        pipe = self.path("pipe")
        os.mkfifo(pipe)
        for force in ([], ["-f"]):
            verb = subprocess.Popen([ANALYZE, "peak", "--format", "csv", TRACE, *force, "-o", pipe])
            self.assertIn("peak_bytes", self.read(pipe))
            self.assertEqual(verb.wait(), 0)
            self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))

    def test_an_answer_that_is_whole_stays(self):
        self.assertEqual(self.run_it("timeline", TRACE, "-o", self.path("rows.csv")).returncode, 0)
        self.assertEqual(self.run_it("ops", TRACE, "-o", self.path("ops.csv")).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["ops.csv", "rows.csv"])

    def test_a_database_is_its_owners_unless_it_was_others_before(self):
        database = self.path("run.db")
        self.assertEqual(self.run_it("load", TRACE, "-o", database).returncode, 0)
        self.assertEqual(mode(database), 0o600)
        os.chmod(database, 0o640)
        self.assertEqual(self.run_it("load", TRACE, "-f", "-o", database).returncode, 0)
        self.assertEqual(mode(database), 0o640)

    def test_a_trace_and_its_live_file_are_their_owners(self):
        trace = self.path("run.l1t")
        sample = subprocess.Popen([SAMPLE, "20000"], env=dict(os.environ, L1TRACE=trace),
                                  stdout=subprocess.DEVNULL)
        seen = None
        while sample.poll() is None:
            try:
                seen = mode(trace + ".live")
            except FileNotFoundError:
                pass
        self.assertIn(seen, (None, 0o600))
        self.assertIsNotNone(seen)
        self.assertEqual(mode(trace), 0o600)


unittest.main(argv=sys.argv[:1])
