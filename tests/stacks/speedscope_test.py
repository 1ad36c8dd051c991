"""
speedscope, the real one, opens the file in a headless Chromium from file://, and its table of functions
has the bytes of peak. Without Chromium or speedscope it is skipped (77).

    speedscope_test.py L1ANALYZE MAKE_NASTY FOLDER-OF-BROWSER.PY FOLDER TRACE...
"""
import base64
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

import read_stacks
from read_stacks import ask, rows, total

ANALYZE, NASTY, BROWSER, FOLDER, SAMPLES = *sys.argv[1:5], sys.argv[5:]
sys.path.insert(0, BROWSER)
import browser

SIZE = re.compile(r"([\d.]+) (\w+) \(")
UNITS = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
ROWS = """JSON.stringify([...document.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('td')].map(
    (cell) => cell.innerText.trim())).filter((row) => row.length === 3))"""


def bytes_of(text):
    """"392.00 KB (60%)" as bytes, and how far they may be off."""
    number, unit = SIZE.match(text).groups()
    return float(number) * UNITS[unit], UNITS[unit] * 0.0051


class Speedscope(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser, cls.folder = browser.Browser(1280, 2400), tempfile.TemporaryDirectory()
        cls.nasty = os.path.join(cls.folder.name, "nasty.l1t")
        subprocess.run([NASTY, cls.nasty], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def value(self, expression):
        return self.browser.evaluate(expression)

    def wait(self, expression):
        end = time.monotonic() + browser.SECONDS
        while not self.value(expression):
            self.assertLess(time.monotonic(), end, (expression, self.browser.messages))
            time.sleep(0.05)

    def show(self, *words):
        """Opens it. Returns its profiles, as they are in the file."""
        file, script = (os.path.join(self.folder.name, name) for name in ("p.json", "p.js"))
        ask(ANALYZE, "export", "--to", "speedscope", "-f", "-o", file, *words)
        with open(file, "rb") as opened:
            data = opened.read()
        with open(script, "w") as opened:
            opened.write(f'speedscope.loadFileFromBase64("p.json", "{base64.b64encode(data).decode()}")')
        self.browser.ask("Page.navigate", url="about:blank")
        self.browser.messages.clear()
        self.browser.ask("Page.navigate", url=f"file://{PAGE}#localProfilePath={script}")
        self.wait("document.title.includes('L1 by call site')")
        return read_stacks.speedscope(data)

    def functions(self):
        """(total, self, name) of each row of its table of functions; the list of profiles is another."""
        self.browser.press("3")
        self.wait("[...document.querySelectorAll('td')].some((cell) => /^[0-9.]+ [KMG]?B \\(/.test(cell.innerText))")
        return [tuple(row) for row in json.loads(self.value(ROWS)) if SIZE.match(row[0])]

    def expected(self, stacks):
        whole, own = collections.Counter(), collections.Counter()
        for frames, held in stacks:
            own[frames[-1]] += held
            for frame in set(frames):
                whole[frame] += held
        return sorted((whole[frame], own[frame], frame[0]) for frame in whole)

    def compare(self, stacks):
        shown = sorted((*bytes_of(whole), *bytes_of(own), name) for whole, own, name in self.functions())
        expected = self.expected(stacks)
        self.assertEqual(len(shown), len(expected))
        for (whole, off, own, own_off, _), (held, held_own, _) in zip(shown, expected):
            self.assertLessEqual(abs(whole - held), off)
            self.assertLessEqual(abs(own - held_own), own_off)
        names = [re.sub(r"\s+", " ", name) for *_, name in expected]
        self.assertEqual(sorted(name for *_, name in shown), sorted(name.strip() for name in names))

    def test_its_table_has_the_bytes_of_the_peak(self):
        for trace in SAMPLES:
            with self.subTest(trace=trace):
                (stacks,) = self.show(trace).values()
                self.assertEqual(total(stacks), max(int(row["peak_bytes"]) for row in rows(ANALYZE, "peak", trace)))
                self.compare(stacks)

    def test_names_that_attack_are_shown_as_text(self):
        (stacks,) = self.show(self.nasty).values()
        self.compare(stacks)
        self.assertIn("; DROP TABLE run;--", self.value("document.body.innerText"))

    def test_each_of_several_runs_is_a_profile(self):
        profiles = self.show(*SAMPLES[:2])
        self.assertIn(SAMPLES[0], self.value("document.body.innerText"))
        self.compare(list(profiles.values())[0])

    def test_a_run_without_leaks_opens(self):
        without = [t for t in SAMPLES if not rows(ANALYZE, "leaks", t)]
        for trace in without[:1]:
            (stacks,) = self.show("--at", "leaks", trace).values()
            self.assertEqual(stacks, [])


if __name__ == "__main__":
    if not browser.program():
        print("not run: no Chromium here (cmake/packages.sh test installs one)")
        sys.exit(77)
    made = subprocess.run([os.path.join(os.path.dirname(os.path.abspath(__file__)), "speedscope.sh"), FOLDER],
                          stdout=subprocess.PIPE, text=True)
    if made.returncode:
        sys.exit(made.returncode)
    PAGE = os.path.abspath(made.stdout.strip())
    unittest.main(argv=sys.argv[:1])
