"""
The page's panels in a browser, on recorded runs: advice says what l1analyze advise says, the icicle adds
up to what is held, two runs are compared as l1analyze diff does, equal chips are one.
    panels_test.py L1ANALYZE MAKE_REPORT_TRACES MAKE_NASTY TRACE...
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

import browser
from report_data import analyze, report, rows

ANALYZE, MAKE, SAMPLES = sys.argv[1], sys.argv[2], sys.argv[4:]
FAILS = next(s for s in SAMPLES if "transformer" in s)
FITS = next(s for s in SAMPLES if "mlp" in s)


def number(text):
    return int(text.replace(",", "").replace("\u2212", "-").replace("+", ""))


class Panels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser, cls.folder = browser.Browser(), tempfile.TemporaryDirectory()
        cls.page = os.path.join(cls.folder.name, "run.html")

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def tearDown(self):
        self.assertEqual(self.browser.messages, [])

    def show(self, trace, hash=""):
        """Its page is made once."""
        page = os.path.join(self.folder.name, os.path.basename(trace) + ".html")
        if not os.path.exists(page):
            report(ANALYZE, trace, page)
        self.browser.open(page, hash)

    def compare(self, before, after, hash=""):
        analyze(ANALYZE, "report", before, after, "-f", "-o", self.page)
        self.browser.open(self.page, hash)

    def value(self, expression):
        return self.browser.evaluate(expression)

    def text(self, selector):
        return self.value(f"document.querySelector({json.dumps(selector)})?.innerText")

    def texts(self, selector):
        return json.loads(self.value(
            f"JSON.stringify([...document.querySelectorAll({json.dumps(selector)})].map((e) => e.innerText.trim()))"))

    def cells(self):
        """Of the icicle, from above: words and bytes."""
        return [(words, number(count)) for words, count in (re.match(r"(.*): ([\d,]+) bytes", c).groups() for c in json.loads(
            self.value("JSON.stringify([...document.querySelectorAll('#icicle .cell')].map((c) => c.title))")))]

    def test_advice_is_said_in_the_words_of_advise(self):
        pieces = programs = 0
        for trace in SAMPLES:
            self.show(trace, "#tab=advice")
            said = re.sub(r"\s+", " ", analyze(ANALYZE, "advise", "--width", "0", trace).decode())
            cwd = json.loads(analyze(ANALYZE, "info", "--format", "json", trace))[0]["cwd"]
            said = said.replace(cwd + "/", "")
            writes, effects = self.texts("#tab .write"), self.texts("#tab .advice .effect")
            printed = [r["action"] for r in rows(ANALYZE, "advise", trace)]
            wholes, told = ("all together", "floor"), ("look at", "region", "other launch")
            self.assertEqual(len(effects), len(writes), trace)
            self.assertEqual(len(writes), sum(a not in wholes + told for a in printed), trace)
            self.assertEqual(len(self.texts("#tab .effect")), sum(a not in told for a in printed), trace)
            for nth, (write, effect) in enumerate(zip(writes, effects)):
                self.assertIn(f"{nth + 1}. {write} {effect}", said)
            for words in self.texts("#tab .whole .effect") + self.texts("#tab .told > p"):
                self.assertIn(re.sub(r"\s+", " ", words), said)
            self.assertEqual(len(self.texts("#tab .told li")), sum(a in told[1:] for a in printed), trace)
            self.assertEqual(bool(self.text("#advised")), bool(writes))
            pieces += len(writes)
            programs += "look at" in printed
        self.assertGreater(pieces, 1)
        self.assertGreater(programs, 0)

    def test_the_verdict_says_how_much_the_advice_gives_back(self):
        self.show(FAILS)
        best = rows(ANALYZE, "advise", FAILS)[0]
        peak, after = int(best["peak_bytes"]), int(best["peak_after_bytes"])
        self.assertIn(f"{100 * (peak - after) / peak:.1f} %", self.text("#advised"))
        self.value("document.querySelector('#advised button').click()")
        self.assertEqual(self.value("document.getElementById('tab-advice').ariaSelected"), "true")

    def test_the_failing_line_stands_in_the_verdict(self):
        self.show(FAILS)
        site = analyze(ANALYZE, "explain", FAILS).decode().split("called at ")[1]
        self.assertIn("Failure 1 at " + re.match(r"\S+ \S+?(?=;|\n)", site)[0] + ":", self.text("#verdict"))
        self.assertIn("outlined: to release", self.text("#map-note"))

    def test_a_reader_of_the_verdict_is_led_to_why_and_to_advice(self):
        self.show(FAILS)
        failure = rows(ANALYZE, "query", "failures", FAILS)[0]
        for words, tab in (("why", "failures"), ("advice", "advice")):
            self.value("scrollTo(0, 0), [...document.querySelectorAll('#verdict button')]"
                       f".find((b) => b.textContent === '{words}').click()")
            self.assertEqual(self.value(f"document.getElementById('tab-{tab}').ariaSelected"), "true")
            self.assertTrue(self.value("(() => { const y = document.querySelector('#tab .card').getBoundingClientRect().y;"
                                       " return y >= 0 && y < innerHeight; })()"), words)
        at = int(re.search(r"at (\d+)ns", self.text("#readout"))[1])
        self.assertLessEqual(at, int(failure["time_ns"]))

    def test_paper_has_failures_and_advice(self):
        self.show(FAILS, "#tab=ops")
        self.value("dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(self.texts("#tab > div > h2"), ["Advice", "Failures"])
        self.value("dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.texts("#tab > div > h2"), [])

    def live_at(self, trace, at):
        return [b for b in json.loads(analyze(ANALYZE, "query", "SELECT * FROM l1_buffers", "--format", "json", trace))
                if b["alloc_ns"] <= at and (b["free_ns"] is None or b["free_ns"] > at)]

    def test_the_icicle_is_what_the_core_holds_by_call_site(self):
        for trace in SAMPLES:
            self.show(trace)
            for key in ("", "ArrowLeft", "ArrowLeft"):
                if key:
                    self.browser.press(key)
                words = self.text("#readout")
                total, at = number(re.match(r"[\d,]+", words)[0]), int(re.search(r"at (\d+)ns", words)[1])
                cells, live = self.cells(), self.live_at(trace, at)
                self.assertEqual(cells[0][1], total, (trace, at))
                lines = {}
                for buffer in live:
                    for frame in set((buffer["callsite"] or "call site not recorded").split("; ")):
                        line = re.sub(r".*/", "", frame)
                        lines[line] = lines.get(line, 0) + buffer["bytes_per_core"]
                found = 0
                for name, count in cells[1:]:
                    line = re.sub(r".*/", "", name)
                    if line in lines:
                        found += 1
                        # an op's program stands below the same lines
                        program = re.search(r"program ([\d,]+)", words)
                        self.assertLessEqual(count, lines[line] + (number(program[1]) if program else 0), (trace, at, name))
                self.assertTrue(found or not live, (trace, at))

    def test_a_part_of_the_icicle_is_gone_into_and_linked_to(self):
        self.show(FAILS)
        self.value("document.querySelectorAll('#icicle .cell')[1].click()")
        inside = self.cells()
        self.value("document.querySelectorAll('#icicle .cell')[0].focus()")
        moment = self.text("#readout")
        self.browser.press("ArrowDown")
        self.assertEqual(self.value("document.activeElement.title.split(': ')[0]"), inside[1][0])
        self.browser.press("Enter")
        self.value("document.activeElement.click()")
        self.assertEqual(self.cells()[0], inside[1])
        self.assertEqual(self.text("#readout"), moment)
        time.sleep(0.5)
        link = self.value("location.hash")
        self.show(FAILS, link)
        self.assertEqual(self.cells()[0], inside[1])
        self.value("document.querySelector('#icicle .cell').focus()")
        self.browser.press("Escape")
        self.assertEqual(self.cells()[0], inside[0])

    def test_by_module_the_same_bytes_stand_below_marks(self):
        self.show(FAILS, "#by=module")
        self.assertEqual(self.cells()[0][1], max(int(r["peak_bytes"]) for r in rows(ANALYZE, "peak", FAILS)))
        marks = {r["name"] for r in rows(ANALYZE, "marks", FAILS)} | {"outside of all marks"}
        self.assertLessEqual({words for words, _ in self.cells()[1:2]}, marks)

    def test_two_runs_are_compared(self):
        self.compare(FITS, FAILS)
        peaks = [max(int(r["peak_bytes"]) for r in rows(ANALYZE, "peak", t)) for t in (FITS, FAILS)]
        self.assertIn(f"rises by {peaks[1] - peaks[0]:,} bytes, from {peaks[0]:,} to {peaks[1]:,}", self.text("#compared"))
        self.assertIn("0 before, 1 now", self.text("#compared"))
        self.assertIn(f"{peaks[0]:,} bytes before, {peaks[1]:,} now", self.text("#tab p"))
        printed = analyze(ANALYZE, "query", "diff", FITS, FAILS, "--format", "json").decode()
        shown = json.loads(self.value("JSON.stringify([...document.querySelectorAll('#tab table')].map((t) => "
                                      "[...t.rows].map((r) => [...r.cells].map((c) => c.innerText.trim()))))"))
        names, *lines = shown[1]
        for row, cells in zip(json.loads(printed), lines):
            for name, cell in zip(names, cells):
                if isinstance(row[name], (int, float)):
                    self.assertEqual(float(cell.replace(",", "").replace("\u2212", "-")), row[name], (name, row))
        self.assertEqual(len(lines), min(len(json.loads(printed)), 200))
        self.assertIn("more", self.value("document.querySelector('#icicle .cell').className"))
        self.assertIn(f"before {peaks[0]:,}", self.text("#icicle-note"))

    def test_a_run_is_equal_to_itself(self):
        self.compare(FITS, FITS)
        self.assertIn("stays", self.text("#compared"))
        self.assertEqual(set(self.value("[...document.querySelectorAll('#icicle .cell')].map((c) => c.classList[1])")), {"same"})
        self.value("document.querySelectorAll('#icicle-against button')[1].click()")
        for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
            self.browser.press(key)
            self.assertEqual(set(self.value("[...document.querySelectorAll('#icicle .cell')].map((c) => c.classList[1])")), {"same"})

    def test_what_a_pointer_is_over_is_said(self):
        self.show(FITS)
        self.value("(() => { const m = document.getElementById('map'), b = m.getBoundingClientRect(); for (const y of [20, 30, 40]) "
                   "m.dispatchEvent(new PointerEvent('pointermove', {clientX: b.right - 20, clientY: b.top + y})); })()")
        self.browser.evaluate("new Promise((then) => requestAnimationFrame(() => setTimeout(then, 20)))")
        self.assertRegex(self.text("#map .tip"), "^(buffer|address) ")

    def test_equal_chips_are_one(self):
        subprocess.run([MAKE, self.folder.name], check=True)
        self.show(os.path.join(self.folder.name, "many_chips.l1t"))
        self.assertIn("chips 0-31 (equal at all times)", self.text("#grid-note"))
        self.assertEqual(self.value("document.querySelectorAll('#core option').length"), 64)


if __name__ == "__main__":
    if not browser.program():
        print("not run: no Chromium here (cmake/packages.sh test installs one)")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
