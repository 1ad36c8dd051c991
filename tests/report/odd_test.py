"""
The page in a browser, on runs that are hard to show: empty, of one core, 140 cores, 32 chips, many
openings, with names that are attacks, with damage. Each renders, without an error; nothing of a trace
acts; no page is wider than a telephone.
    odd_test.py L1ANALYZE MAKE_REPORT_TRACES MAKE_NASTY TRACE...
"""
import os
import subprocess
import sys
import tempfile
import unittest

import browser
from report_data import analyze, report

ANALYZE, MAKE, NASTY, SAMPLES = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]


class Odd(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser, cls.folder = browser.Browser(), tempfile.TemporaryDirectory()
        subprocess.run([MAKE, cls.folder.name], check=True)
        subprocess.run([NASTY, os.path.join(cls.folder.name, "nasty.l1t")], check=True)
        with open(SAMPLES[-1], "rb") as file:
            whole = file.read()
        broken = bytearray(whole)
        for at in range(len(whole) // 3, len(whole) // 3 + 40):
            broken[at] ^= 0x55
        for name, data in (("cut", whole[:len(whole) * 2 // 3]), ("broken", broken)):
            with open(os.path.join(cls.folder.name, name + ".l1t"), "wb") as file:
                file.write(data)
        cls.page = os.path.join(cls.folder.name, "run.html")
        cls.traces = {f[:-4]: os.path.join(cls.folder.name, f) for f in sorted(os.listdir(cls.folder.name))}

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def show(self, name, hash="#tab=all"):
        report(ANALYZE, self.traces[name], self.page)
        self.browser.open(self.page, hash)

    def value(self, expression):
        return self.browser.evaluate(expression)

    def verdict(self):
        return self.value("document.getElementById('verdict').innerText")

    def test_all_render_and_nothing_of_a_trace_acts(self):
        self.assertGreater(len(self.traces), 8)
        for name in self.traces:
            with self.subTest(trace=name):
                self.show(name)
                for key in ("ArrowRight", "ArrowLeft", "t", "+", "-", "0", "?", "Home"):
                    self.browser.press(key)
                self.browser.evaluate("new Promise((then) => setTimeout(then, 50))")
                self.assertEqual(self.browser.messages, [])
                self.assertTrue(self.verdict())
                self.assertTrue(self.value("document.title").startswith("l1trace: "))
                self.assertEqual(self.value("document.querySelectorAll('img, iframe, object, embed, link, svg').length"), 0)
                self.assertEqual(self.value("document.scripts.length"), 2)
                self.assertEqual(self.value("document.querySelectorAll('a').length"), 0)

    def test_no_page_is_wider_than_a_telephone(self):
        for width in (360, 1280):
            self.browser.size(width, 740)
            for name in self.traces:
                self.show(name)
                self.assertLessEqual(self.value("document.documentElement.scrollWidth"), width, (name, width))
        self.browser.size(1280, 800)

    def test_any_two_of_them_can_be_compared(self):
        self.browser.size(360, 740)
        names = list(self.traces)
        for before, after in zip(names, names[1:] + names[:1]):
            analyze(ANALYZE, "report", self.traces[before], self.traces[after], "-f", "-o", self.page)
            self.browser.open(self.page, "#tab=all&by=module&against=axis")
            for key in ("ArrowLeft", "t", "Home"):
                self.browser.press(key)
            self.assertEqual(self.browser.messages, [], (before, after))
            self.assertIn("Against ", self.verdict())
            self.assertLessEqual(self.value("document.documentElement.scrollWidth"), 360, (before, after))
        self.browser.size(1280, 800)

    def test_attacks_are_shown_as_text(self):
        self.show("names")
        self.assertIn("</script><script>document.title='hit'</script>", self.value("document.body.innerText"))
        text = self.value("document.body.innerText")
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)
        self.assertIn("\u0637\u0628\u0642\u0629", text)
        self.assertIn("\u5c64 \U0001f600", text)

    def test_a_policy_stands_behind_it(self):
        self.show("names")
        self.value("(() => { const s = document.createElement('script'); s.textContent = \"document.title = 'hit'\";"
                   " document.body.append(s); const i = new Image(); i.src = 'https://example.org/x'; })()")
        self.browser.evaluate("new Promise((then) => setTimeout(then, 50))")
        self.assertNotEqual(self.value("document.title"), "hit")
        self.assertTrue(any("Content Security Policy" in m for m in self.browser.messages))
        self.browser.messages.clear()

    def test_an_empty_run_says_so(self):
        self.show("nothing")
        self.assertIn("NOTHING IN L1", self.verdict())
        self.assertIn("opened no device", self.verdict())
        self.show("only_opened")
        self.assertIn("allocated nothing", self.verdict())

    def test_damage_is_said_first(self):
        self.show("broken")
        self.assertIn("damaged", self.verdict())
        self.show("cut")
        self.assertRegex(self.verdict(), "damaged|not complete")

    def test_cores_stand_where_they_are(self):
        self.show("many_cores")
        self.assertEqual(self.value("document.querySelectorAll('#grid button').length"), 140)
        self.assertEqual(self.value("new Set([...document.querySelectorAll('#grid button')].map((b) => "
                                    "Math.round(b.getBoundingClientRect().x))).size"), 14)
        self.value("document.querySelector('#grid button:nth-child(3)').click()")
        self.assertIn("core 2,0", self.value("document.getElementById('readout').innerText"))

    def test_each_of_many_chips_can_be_chosen(self):
        self.show("many_chips")
        self.show("many_chips", "#core=31:7,7")
        self.assertIn("core 7,7 of chip 31", self.value("document.getElementById('readout').innerText"))

    def test_both_themes_can_be_read(self):
        """Text and its ground differ by 4.5 as WCAG counts."""
        def light(colour):
            parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
            return sum(w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
                       for w, c in zip((0.2126, 0.7152, 0.0722), parts))
        for theme in ("light", "dark"):
            self.browser.theme(theme)
            self.show("many_cores")
            get = "getComputedStyle(document.documentElement).getPropertyValue('--%s').trim()"
            for ground in ("back", "panel"):
                for text in ("text", "soft", "bad", "tight", "good"):
                    a, b = (light(c if len(c) == 7 else "#" + c[1] * 2 + c[2] * 2 + c[3] * 2)
                            for c in (self.value(get % ground), self.value(get % text)))
                    self.assertGreaterEqual((max(a, b) + 0.05) / (min(a, b) + 0.05), 4.5, (theme, ground, text))


if __name__ == "__main__":
    if not browser.program():
        print("not run: no Chromium here (cmake/packages.sh test installs one)")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
