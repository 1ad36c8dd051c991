"""
The page in a browser, on recorded runs: each number on it is what l1analyze prints, at any moment that
keys and clicks lead to; links lead back to it; what is saved is what the verb writes.
    numbers_test.py L1ANALYZE MAKE_REPORT_TRACES MAKE_NASTY TRACE...
"""
import csv
import io
import json
import os
import re
import sys
import tempfile
import time
import unittest

import browser
from report_data import analyze, report, rows

ANALYZE, SAMPLES = sys.argv[1], sys.argv[4:]
STEPS = 12
LONGEST = 300           # characters of a cell; of more it is said how many
TABS = {"leaks": ["leaks", "--grouped"], "ops": ["peak", "--by", "op"], "buffers": ["callsites"],
        "peaks": ["peak", "--grouped"], "phases": ["marks"], "kernels": ["kernels", "--grouped"],
        "check": ["query", "check"], "advice": ["advise"], "growth": ["leaks", "--growth"]}


def numbers(text):
    return [int(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*(?![\w.])", text)]


def duration(ns):
    """As the page writes it, by itself."""
    for size, unit, places in ((1e9, "s", 3), (1e6, "ms", 3), (1e3, "us", 3), (1, "ns", 0)):
        if abs(ns) >= size or size == 1:
            return f"{ns / size:.{places}f} {unit}"
    raise AssertionError


class Numbers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser, cls.folder = browser.Browser(), tempfile.TemporaryDirectory()
        cls.page = os.path.join(cls.folder.name, "run.html")

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def show(self, trace, hash=""):
        report(ANALYZE, trace, self.page)
        self.browser.open(self.page, hash)

    def text(self, selector):
        return self.browser.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText")

    def tearDown(self):
        self.assertEqual(self.browser.messages, [])

    def table(self, inside):
        """Names of columns, and texts of cells."""
        return json.loads(self.browser.evaluate(
            "JSON.stringify([...document.querySelectorAll(%s)].map((t) => [...t.rows].map((r) => "
            "[...r.cells].map((c) => c.innerText.trim()))))" % json.dumps(inside + " table")))

    def test_the_verdict_is_the_fullest_core_of_peak(self):
        modules = []
        for trace in SAMPLES:
            self.show(trace)
            peaks, verdict = rows(ANALYZE, "peak", trace), self.text("#verdict")
            fullest = max(peaks, key=lambda r: int(r["peak_bytes"]))
            usable = int(fullest["capacity_bytes"]) - int(fullest["reserved_bytes"])
            shown = numbers(verdict)
            self.assertIn(int(fullest["peak_bytes"]), shown)
            self.assertIn(usable, shown)
            self.assertIn(min(int(r["headroom_bytes"]) for r in peaks), shown)
            if fullest["op"]:
                self.assertIn(f"in op {int(fullest['op']):,}, {fullest['name']}", verdict)
            found = re.search(r"worst: [^:]*, in (?!op )([^:]+): ", analyze(ANALYZE, "peak", "--width", "2000",
                              trace).decode())
            modules.append(found and found[1])
            self.assertEqual(found and f", in {found[1]}" in verdict or f"{fullest['name']}, in " in verdict, bool(found))
            failures = rows(ANALYZE, "query", "failures", trace)
            self.assertEqual(verdict.startswith("DOES NOT FIT"), bool(failures), verdict)
            for row in rows(ANALYZE, "explain", trace):
                if row["role"] == "verdict":
                    cwd = json.loads(analyze(ANALYZE, "info", "--format", "json", trace))[0]["cwd"]
                    self.assertIn(row["note"].replace(cwd + "/", ""), verdict)
        self.assertTrue(any(modules))

    def test_each_table_has_the_rows_of_its_verb(self):
        for trace in SAMPLES:
            self.show(trace, "#tab=all")
            for tab, words in TABS.items():
                printed, shown = rows(ANALYZE, *words, trace), self.table(f"#all-{tab}")
                cells = shown[0] if shown else []
                self.assertEqual(max(len(cells) - 1, 0), min(len(printed), 200), (trace, tab))
                for row, cells_of in zip(printed, cells[1:]):
                    for name, cell in zip(cells[0], cells_of):
                        self.compare(name, row[name], cell)

    def compare(self, name, value, cell):
        if value == "":
            self.assertIn(cell, ("-", ""), name)
        elif name.endswith("_ns"):
            self.assertEqual(cell, duration(int(value)), name)
        elif re.fullmatch(r"-?\d+(\.\d+)?", value):
            self.assertEqual(float(cell.replace(",", "")), float(value), name)
        elif not name.endswith("callsite"):
            cut = f"{value[:LONGEST]} .. ({len(value):,} characters)"
            self.assertEqual(cell, cut if len(value) > LONGEST else value, name)

    def at_cursor(self):
        words = self.text("#readout")
        return int(re.search(r"at (\d+)ns", words)[1]), words

    def test_the_cursor_shows_the_timeline_and_who_lives_then(self):
        for trace in SAMPLES:
            self.show(trace)
            timeline = {}
            for row in rows(ANALYZE, "timeline", "--core", "0,0", trace):
                timeline.setdefault(int(row["time_ns"]), []).append(row)
            buffers = json.loads(analyze(ANALYZE, "query", "SELECT * FROM l1_buffers", "--format", "json", trace))
            for step in range(STEPS):
                at, words = self.at_cursor()
                totals = [int(r["total_bytes"]) for r in timeline[at]]
                self.assertIn(int(re.match(r"[\d,]+", words)[0].replace(",", "")), totals, words)
                live = sum(b["bytes_per_core"] for b in buffers if b["alloc_ns"] <= at
                           and (b["free_ns"] is None or b["free_ns"] > at))
                self.assertIn(live, numbers(self.text("#live h2") or "0"), (trace, at))
                self.browser.press("ArrowLeft" if step % 4 else "ArrowRight", shift=bool(step % 3))
            self.browser.press("Home")
            fullest = max(int(r["peak_bytes"]) for r in rows(ANALYZE, "peak", trace))
            self.assertIn(fullest, numbers(self.at_cursor()[1]))

    def test_what_is_not_used_again_at_the_peak_is_what_uses_counts(self):
        told = 0
        for trace in SAMPLES:
            self.show(trace)
            said = analyze(ANALYZE, "uses", "--dead", "--width", "0", trace).decode()
            found = re.search(r"([\d,]+) of [\d,]+ bytes a core [^\n]*?, the peak, are used by nothing", said)
            dead = numbers(self.text("#dead") or "")
            self.assertEqual(dead[1:] if dead else [], numbers(found[1]) if found else [], trace)
            told += bool(found)
        self.assertGreater(told, 1)

    def test_a_link_leads_to_the_same_moment_and_view(self):
        self.show(SAMPLES[-1])
        for key in ("t", "+", "+", "ArrowLeft", "ArrowLeft"):
            self.browser.press(key)
        self.browser.evaluate("document.getElementById('tab-leaks').click()")
        time.sleep(0.5)
        link, before = self.browser.evaluate("location.hash"), self.text("#readout")
        self.show(SAMPLES[-1], link)
        self.assertEqual(self.text("#readout"), before)
        self.assertEqual(self.browser.evaluate("document.querySelector('#by-op').ariaPressed"), "true")
        self.assertEqual(self.browser.evaluate("document.querySelector('#tab-leaks').ariaSelected"), "true")
        time.sleep(0.5)
        self.assertEqual(self.browser.evaluate("location.hash"), link)

    def test_what_is_saved_is_what_the_verb_writes(self):
        keep = "URL.createObjectURL = (blob) => { window.kept = blob.text(); return 'blob:none'; }; 0"
        for trace in SAMPLES:
            self.show(trace)
            self.browser.evaluate(keep)
            for tab, words in TABS.items():
                self.browser.evaluate(f"document.getElementById('tab-{tab}').click()")
                self.browser.evaluate("HTMLAnchorElement.prototype.click = () => {}; [...document.querySelectorAll("
                                      "'#tab button')].find((b) => b.textContent === 'csv')?.click()")
                saved = self.browser.evaluate("window.kept")
                printed = analyze(ANALYZE, *words, "--format", "csv", trace).decode()
                if len(printed.splitlines()) > 1:
                    mine, theirs = (list(csv.reader(io.StringIO(t))) for t in (saved, printed))
                    self.assertEqual(*([[re.sub(r"^(\d+)\.0$", r"\1", c) for c in row] for row in t] for t in (mine, theirs)))

    def test_rows_are_sorted_and_filtered(self):
        self.show(SAMPLES[-1], "#tab=buffers")
        self.browser.evaluate("[...document.querySelectorAll('#tab th button')].find((b) => b.textContent === 'count').click()")
        names, *cells = self.table("#tab")[0]
        counts = [int(c[names.index("count")].replace(",", "")) for c in cells]
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.browser.evaluate("(() => { const f = document.querySelector('#tab input'); f.value = 'LINEAR'; "
                              "f.dispatchEvent(new Event('input')); })()")
        left = self.table("#tab")[0][1:]
        self.assertTrue(left)
        self.assertTrue(all("linear" in " ".join(c).lower() for c in left))
        self.assertLess(len(left), len(cells))
        self.browser.evaluate("new Promise((then) => setTimeout(then, 300))")
        link = self.browser.evaluate("location.hash")
        self.show(SAMPLES[-1], link)
        self.assertEqual(self.table("#tab")[0][1:], left)
        self.assertEqual(self.browser.evaluate("document.querySelector('#tab input').value"), "LINEAR")
        self.browser.evaluate("location.hash = '#tab=buffers&sort=count'; new Promise((then) => setTimeout(then, 300))")
        names, *cells = self.table("#tab")[0]
        counts = [int(c[names.index("count")].replace(",", "")) for c in cells]
        self.assertEqual(counts, sorted(counts))
        self.browser.evaluate("document.getElementById('tab-ops').click()")
        self.assertEqual(self.browser.evaluate("document.querySelector('#tab input').value"), "")

    def test_a_click_on_the_picture_shows_the_fullest_moment_of_its_column(self):
        self.show(SAMPLES[-1])
        box = json.loads(self.browser.evaluate("JSON.stringify(document.getElementById('plot').getBoundingClientRect())"))
        line = json.loads(self.browser.evaluate("JSON.stringify(document.getElementById('plot-line').getBoundingClientRect())"))
        peak = self.at_cursor()
        self.browser.press("ArrowLeft")
        self.browser.click(line["x"] + 0.5, box["y"] + 20)
        self.assertEqual(self.at_cursor(), peak)

    def test_it_prints(self):
        self.show(SAMPLES[0])
        paper = os.path.join(self.folder.name, "run.pdf")
        self.browser.paper(paper)
        self.assertGreater(os.path.getsize(paper), 10000)


if __name__ == "__main__":
    if not browser.program():
        print("not run: no Chromium here (cmake/packages.sh test installs one)")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
