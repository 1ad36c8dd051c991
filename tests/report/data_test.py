"""
What is in the page is what l1analyze prints, read by a second reader; the page may do nothing but what
its own script does; a database gives the page of its trace.
    data_test.py L1ANALYZE MAKE_REPORT_TRACES MAKE_NASTY TRACE...
"""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

from report_data import Data, analyze, report, rows

ANALYZE, MAKE, NASTY, SAMPLES = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
TABLES = {"peak": ["peak"], "peak_groups": ["peak", "--grouped"], "ops": ["peak", "--by", "op"],
          "failures": ["query", "failures"], "explain": ["explain"], "leaks": ["leaks", "--grouped"],
          "callsites": ["callsites"], "marks": ["marks"], "kernels": ["kernels", "--grouped"],
          "check": ["query", "check"], "advice": ["advise"], "growth": ["leaks", "--growth"]}
MOST = 5000                     # rows of a table


def sha256(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([MAKE, cls.folder.name], check=True)
        nasty = os.path.join(cls.folder.name, "nasty.l1t")
        subprocess.run([NASTY, nasty], check=True)
        cls.odd = sorted(os.path.join(cls.folder.name, f) for f in os.listdir(cls.folder.name))
        cls.page = os.path.join(cls.folder.name, "page.html")
        cls.html = {trace: report(ANALYZE, trace, cls.page) for trace in [*SAMPLES, *cls.odd]}
        cls.data = {trace: Data(html) for trace, html in cls.html.items()}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_tables_are_the_rows_that_verbs_print(self):
        for trace, data in self.data.items():
            for name, words in TABLES.items():
                with self.subTest(trace=trace, table=name):
                    printed = json.loads(analyze(ANALYZE, *words, "--format", "json", trace))
                    mine = data.json["table." + name]
                    self.assertEqual(mine, printed[:MOST])
                    counts = {c["name"]: c for c in data.json["counts"]}[name]
                    self.assertEqual((counts["shown"], counts["of"]), (len(mine), len(printed)))

    def test_each_core_has_the_changes_of_its_timeline(self):
        events = ["open", "held", "alloc", "free", "launch", "replay", "program gone"]
        seen = 0
        for trace, data in self.data.items():
            lists, opening = {}, {o["opening"]: o["device"] for o in data.json["opening"]}
            for row in data.table("list"):
                lists.setdefault(row["classes"], set()).add(row["class"])
            cores = {}
            for row in data.table("core"):
                place = opening[row["opening"]], row["core_x"], row["core_y"]
                cores.setdefault(place, set()).add(row["class"])
            changes = data.table("change")
            for device, x, y in sorted(cores)[::29]:
                mine = [(c["time_ns"], events[c["event"]], c["op"], c["buffer_bytes"],
                         c["l1_small_bytes"], c["program_bytes"], c["persistent_bytes"])
                        for c in changes if c["event"] > 1 and lists[c["classes"]] & cores[device, x, y]]
                theirs = [(int(r["time_ns"]), r["event"], int(r["op"]) if r["op"] else None,
                           *(int(r[c] or 0) for c in ("buffer_bytes", "l1_small_bytes", "program_bytes",
                                                      "persistent_bytes")))
                          for r in rows(ANALYZE, "timeline", "--device", str(device), "--core", f"{x},{y}", trace)]
                self.assertEqual(mine, theirs, (trace, device, x, y))
                seen += len(mine)
        self.assertGreater(seen, 1000)

    def test_buffers_and_their_last_uses_are_those_of_uses(self):
        seen = 0
        for trace, data in self.data.items():
            forms = {f["form"]: f for f in data.json["buffer_form"]}
            uses = json.loads(analyze(ANALYZE, "query", "SELECT * FROM l1_uses", "--format", "json", trace))
            theirs = sorted((u["buffer"], u["alloc_ns"], u["free_ns"] if u["free_ns"] is not None else -1,
                             u["bytes_per_core"], u["callsite"] or "", u["variable"] or "", u["tensor"] or "",
                             u["last_use_ns"] if u["uses"] is not None else -1) for u in uses)
            mine = sorted((b["buffer"], b["alloc_ns"], b["end_ns"] if b["end_ns"] is not None else -1,
                           forms[b["form"]]["bytes_per_core"], forms[b["form"]]["callsite"] or "",
                           forms[b["form"]]["variable"] or "", forms[b["form"]]["tensor"] or "",
                           b["last_ns"] if b["uses"] is not None else -1)
                          for b in data.table("buffer") if not b["part"] and forms[b["form"]]["kind"] != "persistent")
            self.assertEqual(mine, theirs, trace)
            seen += len(mine)
        self.assertGreater(seen, 1000)

    def test_what_the_program_cache_keeps_is_said_of_its_buffers(self):
        kept = 0
        for trace, data in self.data.items():
            forms = {f["form"]: f for f in data.json["buffer_form"]}
            theirs = {(o["buffer"], o["kind"], o["alloc_ns"]) for o in json.loads(analyze(
                ANALYZE, "query", "SELECT buffer, kind, alloc_ns, gone_ns FROM owned", "--format", "json", trace))
                if o["gone_ns"] is None}
            mine = {(b["buffer"], forms[b["form"]]["kind"], b["alloc_ns"]) for b in data.table("buffer") if b["owned"]}
            self.assertEqual(mine & theirs, {o for o in theirs if o[1] != "dram"}, trace)
            kept += len(theirs & mine)
        self.assertGreater(kept, 0)

    def test_ops_are_those_of_ops(self):
        for trace, data in self.data.items():
            forms = {f["form"]: f for f in data.json["op_form"]}
            mine = sorted({(o["op"], o["time_ns"], forms[o["form"]]["name"], forms[o["form"]]["kind"],
                            o["buffer_bytes"], o["headroom_bytes"]) for o in data.table("op")}, key=str)
            theirs = sorted({tuple(o.values()) for o in json.loads(analyze(
                ANALYZE, "query", "SELECT op, time_ns, name, kind, buffer_bytes, headroom_bytes FROM ops",
                "--format", "json", trace))}, key=str)
            self.assertEqual(mine, theirs, trace)

    def test_only_the_pages_own_script_and_style_may_act(self):
        for trace, html in self.html.items():
            policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
            style = re.search(r"<style>(.*?)</style>", html, re.S)[1]
            scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
            self.assertEqual(len(scripts), 1)
            self.assertEqual(len(re.findall(r"<script", html)), 2, trace)
            self.assertEqual(policy, "default-src 'none'; script-src 'sha256-" + sha256(scripts[0])
                             + "'; style-src 'sha256-" + sha256(style) + "'; base-uri 'none'; form-action 'none'")
            self.assertNotRegex(scripts[0], r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function")

    def test_pages_differ_only_in_their_data(self):
        plain = {re.sub(r'(id="data">\n)[^<]*', r"\1", html) for html in self.html.values()}
        self.assertEqual(len(plain), 1)

    def test_a_database_gives_the_page_of_its_trace(self):
        for trace in [*SAMPLES[:2], *self.odd]:
            database = os.path.join(self.folder.name, "run.db")
            for full in ([], ["--full"]):
                analyze(ANALYZE, "load", *full, "-f", trace, "-o", database)
                again = Data(report(ANALYZE, database, self.page))
                self.assertEqual(again.json | {"about": 0}, self.data[trace].json | {"about": 0}, (trace, full))
                self.assertEqual(again.columns, self.data[trace].columns, (trace, full))

    def test_a_page_of_two_runs_has_both_and_their_diff(self):
        for before, after in ((SAMPLES[0], SAMPLES[1]), (SAMPLES[1], SAMPLES[0])):
            analyze(ANALYZE, "report", before, after, "-f", "-o", self.page)
            with open(self.page, encoding="utf-8") as file:
                both = Data(file.read())
            for name, rows_of in self.data[after].json.items():
                self.assertEqual(both.json[name], rows_of)
            for name, rows_of in self.data[before].json.items():
                self.assertEqual(both.json["before/" + name], rows_of)
            self.assertEqual(both.columns["change.buffer_bytes"], self.data[after].columns["change.buffer_bytes"])
            self.assertEqual(both.columns["before/change.time_ns"], self.data[before].columns["change.time_ns"])
            self.assertEqual(both.json["table.diff"], json.loads(analyze(ANALYZE, "query", "diff", before, after, "--format", "json")))

    def test_more_than_two_runs_are_refused_and_nothing_is_written(self):
        page, database = (os.path.join(self.folder.name, name) for name in ("two.html", "two.db"))
        analyze(ANALYZE, "load", "-f", SAMPLES[0], SAMPLES[1], "-o", database)
        for words in ([database], SAMPLES[:3], [SAMPLES[0], database]):
            done = subprocess.run([ANALYZE, "report", *words, "-o", page], capture_output=True, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"one run", done.stderr)
            self.assertFalse(os.path.exists(page))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
