"""
The manual in a browser: it loads nothing and complains of nothing, its search finds what a reader would type
or paste, keys are enough, and it fits a telephone.
    page_test.py SOURCE-FOLDER MANUAL.html
"""
import os
import sys
import unittest

SOURCE, MANUAL = map(os.path.abspath, sys.argv[1:3])
sys.path.insert(0, os.path.join(SOURCE, "tests", "report"))
import browser  # noqa: E402

# what is typed or pasted, and where the first of what is found leads
ASKED = {
    "TT_THROW: Statically allocated circular buffers in program 7 clash with L1 buffers on core range "
    "[(x=0,y=0) - (x=7,y=7)]. L1 buffer allocated at 600000 and static circular buffer region ends at 700000":
        ("died", "died-clash-buffers-and-a-program-meet"),
    "Out of Memory: Not enough space to allocate 4096 B L1 buffer across 64 banks":
        ("died", "died-out-of-memory-enough-may-be-free-but-in-pieces"),
    "what leaks": ("leaks",), "compare two commits": ("compare",), "many ranks": ("ranks",),
    "does it fit": ("fits",), "what can i free": ("free",), "why did it die": ("died",),
    "--threshold": ("option-threshold",), "L1TRACE_FRAMES": ("env-L1TRACE_FRAMES",),
    "peak_by_rank": ("query-peak_by_rank",), "headroom": ("word-headroom",),
    "l1analyze explain": ("verb-explain",), "reconcile": ("verb-reconcile",),
}


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.browser.size(1280, 800)
        self.browser.open(MANUAL)

    def tearDown(self):
        self.assertEqual(self.browser.messages, [])

    def value(self, expression):
        return self.browser.evaluate(expression)

    def ask(self, words):
        self.value("document.getElementById('words').select()")
        self.browser.ask("Input.insertText", text=words)

    def found(self):
        return self.value("Array.from(document.querySelectorAll('#found a'), (a) => a.hash.slice(1))")

    def test_what_a_reader_types_or_pastes_is_found_first(self):
        self.browser.press("/")
        for words, wanted in ASKED.items():
            with self.subTest(words=words):
                self.ask(words)
                found = self.found()
                self.assertIn(found[:1], [[w] for w in wanted], found)
                self.assertLessEqual(len(found), 12)

    def test_every_verb_option_table_and_query_is_found_by_its_name(self):
        self.browser.press("/")
        lost = self.value("""(() => {
            const lost = [];
            for (const element of document.querySelectorAll('[data-entry]')) {
                const kind = /^(verb|option|env|query|table|view)-(.+?)(-[0-9])?$/.exec(element.id);
                if (!kind) continue;
                const words = kind[1] === 'option' ? '--' + kind[2] : kind[2];
                if (!search(words).some((found) => found.id === element.id)) lost.push(words);
            }
            return lost;
        })()""")
        self.assertEqual(lost, [])

    def test_keys_are_enough_to_search_choose_and_jump(self):
        self.browser.press("/")
        self.assertEqual(self.value("document.activeElement.id"), "words")
        self.assertEqual(self.value("document.getElementById('words').value"), "")
        self.ask("what leaks")
        self.browser.press("ArrowDown")
        second = self.found()[1]
        self.assertEqual(self.value("document.querySelector('#found [aria-selected=true]').hash"), "#" + second)
        self.browser.press("ArrowUp")
        self.browser.press("Enter")
        self.assertEqual(self.value("location.hash"), "#leaks")
        self.assertTrue(self.value("document.getElementById('found').hidden"))
        self.assertTrue(self.value("""(() => {
            const top = document.getElementById('leaks').getBoundingClientRect().top;
            return top >= 0 && top < innerHeight / 2;
        })()"""))

    def test_nothing_is_found_of_words_that_are_not_there(self):
        self.browser.press("/")
        self.ask("zzqx <b>xqzz</b>")
        self.assertEqual(self.found(), [])
        self.assertIn("nothing", self.value("document.getElementById('found').innerText"))
        self.browser.press("Escape")
        self.assertTrue(self.value("document.getElementById('found').hidden"))

    def test_it_is_not_wider_than_a_telephone(self):
        for width in (320, 360, 768, 1280):
            self.browser.size(width, 740)
            self.browser.open(MANUAL)
            self.assertLessEqual(self.value("document.documentElement.scrollWidth"), width)

    def test_both_themes_can_be_read(self):
        ratio = """(() => {
            const light = (text) => {
                const [r, g, b] = text.match(/[0-9.]+/g).map((n) => n / 255)
                    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const back = light(getComputedStyle(document.body).backgroundColor);
            return Math.min(...['main p', 'main a', '.soft', '#contents a'].map((where) => {
                const text = light(getComputedStyle(document.querySelector(where)).color);
                return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
            }));
        })()"""
        for theme in ("light", "dark"):
            self.browser.theme(theme)
            self.assertGreater(self.value(ratio), 4.5, theme)
        before = self.value("getComputedStyle(document.body).backgroundColor")
        self.value("document.getElementById('theme').click()")
        self.assertNotEqual(self.value("getComputedStyle(document.body).backgroundColor"), before)
        self.assertGreater(self.value(ratio), 4.5)
        self.browser.theme("light")


if __name__ == "__main__":
    if not browser.program():
        print("no Chromium here: the manual was not opened")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
