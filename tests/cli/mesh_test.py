"""
Chips of a mesh that do the same share rows in the database, and each has its own where somebody asks.

    mesh_test.py L1ANALYZE MAKE_MESH
"""
import os, sqlite3, subprocess, sys, tempfile, unittest

ANALYZE, MAKE_MESH = sys.argv[1:3]
CHIPS, TOKENS = 32, 300
OPS = 6                         # of a token; the last is a collective
FEW_TOKENS = 20


class Mesh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.one, cls.all, cls.few = (
            cls.record(*run) for run in ((1, TOKENS), (CHIPS, TOKENS), (CHIPS, FEW_TOKENS)))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def record(cls, chips, tokens):
        name = os.path.join(cls.folder.name, f"{chips}-{tokens}.")
        subprocess.run([MAKE_MESH, str(chips), str(tokens)], check=True,
                       env=dict(os.environ, L1TRACE=name + "l1t"))
        # a trace that is read in part ends with another code
        subprocess.run([ANALYZE, "load", "--full", "-o", name + "db", name + "l1t"], check=True,
                       stdout=subprocess.DEVNULL)
        return name

    def rows(self, name, sql):
        with sqlite3.connect(name + "db") as db:
            return db.execute(sql).fetchall()

    def ask(self, *words):
        return subprocess.run([ANALYZE, *words], check=True, stdout=subprocess.PIPE).stdout.decode()

    def launches(self, name, table, of):
        """Rows of the collective, or of all other ops; after each of them the chips are alike again."""
        return self.rows(name, f"SELECT count(*), count(DISTINCT program_bytes) FROM {table} WHERE name "
                         f"{of} (SELECT id FROM string WHERE text = 'all_gather')")[0]

    def test_what_all_chips_do_is_one_row(self):
        ops, changes = ([self.launches(name, table, "<>") for name in (self.one, self.all)]
                        for table in ("op_shared", "change_shared"))
        self.assertEqual(ops, [(TOKENS * (OPS - 1), OPS - 1)] * 2)
        # the first program on half of the cores divides the chips' classes, one chip after the other
        self.assertEqual(changes[1], (changes[0][0] + CHIPS - 1, OPS - 1))

    def test_what_a_chip_does_alone_is_its_own_row(self):
        self.assertEqual(self.launches(self.all, "op_shared", "="), (TOKENS * CHIPS, CHIPS))

    def test_each_chip_has_its_rows(self):
        for table in "op", "change":
            (rows, devices, least, most), = self.rows(self.all, f"WITH n AS (SELECT count(*) AS n "
                f"FROM {table} GROUP BY device) SELECT sum(n), count(*), min(n), max(n) FROM n")
            self.assertEqual((devices, least, most), (CHIPS, most, most), table)
            self.assertGreater(rows, TOKENS * OPS * CHIPS - 1)

    def test_a_chip_of_many_has_the_rows_of_the_only_one(self):
        columns = "core_x, core_y, time_ns, event, buffer_bytes, program_bytes, total_bytes"
        rows = {}
        for device in 0, 7, CHIPS - 1:
            sql = (f"SELECT {columns} FROM timeline WHERE device = {device} AND "
                   "name IS NOT 'all_gather' ORDER BY seq")
            rows[device] = self.ask("query", sql, self.few + "db", "--format", "csv")
            self.assertEqual(rows[device], self.ask("query", sql, self.few + "l1t", "--format", "csv"))
        self.assertEqual(len(set(rows.values())), 1)

    def test_rows_of_a_database_come_in_the_order_of_the_trace(self):
        for words in (("timeline",), ("timeline", "--core", "1,1"), ("ops",)):
            traced, loaded = (self.ask(*words, "--format", "csv", self.few + suffix)
                              for suffix in ("l1t", "db"))
            self.assertEqual(traced, loaded, words)

    def test_a_window_begins_with_what_is_held_before_the_next_change(self):
        (first,), (second,) = self.rows(self.few, "SELECT DISTINCT time_ns FROM change WHERE event = "
                                        "'alloc' ORDER BY time_ns LIMIT 2")
        self.assertGreater(second, first + 1)
        for suffix in "l1t", "db":
            rows = self.ask("timeline", "--from", f"{first + 1}ns", "--format", "csv", self.few + suffix)
            events = [row.split(",")[5] for row in rows.splitlines()[1:]]
            self.assertEqual(events[:CHIPS + 1], ["begin"] * CHIPS + ["alloc"])

    def test_databases_that_are_joined_number_their_changes_one_after_the_other(self):
        joined = self.ask("query", "SELECT count(*), count(DISTINCT seq), max(seq) FROM change",
                          self.few + "db", self.few + "db", "--format", "csv").splitlines()[1]
        count, numbers, most = map(int, joined.split(","))
        self.assertEqual((count, numbers), (most, most))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
