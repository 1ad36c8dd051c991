"""
A page whose making has taken most of the time that it may take has what it can still have: tables
that come last are left out, not the page.
    late_test.py L1ANALYZE LATE_CLOCK TRACE...
"""
import os
import subprocess
import sys
import tempfile
import unittest

from report_data import Data, report

ANALYZE, LATE, TRACES = sys.argv[1], sys.argv[2], sys.argv[3:]
LAST = {"advice", "marks", "kernels", "growth"}


class Late(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.page = os.path.join(self.folder.name, "page.html")

    def tearDown(self):
        self.folder.cleanup()

    def made_late(self, trace, ms):
        return subprocess.run([ANALYZE, "report", trace, "-f", "-o", self.page], capture_output=True, text=True,
                              env=dict(os.environ, LD_PRELOAD=LATE, LATE_MS=str(ms)))

    def test_tables_that_come_last_are_left_out_and_said_to_be(self):
        for trace in TRACES:
            whole = Data(report(ANALYZE, trace, self.page))
            done = self.made_late(trace, 6400)
            self.assertIn(done.returncode, (0, 4), done.stderr)
            with open(self.page, encoding="utf-8") as file:
                late = Data(file.read())
            counts = {row["name"]: (row["shown"], row["of"]) for row in late.json["counts"]}
            self.assertEqual({name for name, count in counts.items() if count == (0, None)}, LAST)
            for name, rows in whole.json.items():
                # of a failure it then says less, too
                if name.startswith("table.") and name[6:] not in LAST | {"explain"}:
                    self.assertEqual(late.json[name], rows, name)

    def test_without_any_time_there_is_no_page(self):
        done = self.made_late(TRACES[0], 600000)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("more time", done.stderr)
        self.assertFalse(os.path.exists(self.page))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
