"""
The manual has everything that the programs and the man pages have, its links lead somewhere, nothing in it
is from elsewhere, it is made the same twice, and what is wrong in a chapter ends the build.
    whole_test.py SOURCE-FOLDER MANUAL.html L1ANALYZE L1RECORD
"""
import glob
import html
import html.parser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, MANUAL, ANALYZE, RECORD = map(os.path.abspath, sys.argv[1:5])
# Others link to these: they stay.
ANCHORS = "top fits died leaks free compare ranks see ask trust verbs options exits environment queries tables glossary".split()


def out(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


class Page(html.parser.HTMLParser):
    """Ids, links and their texts, all tags, and the text of each element with an id."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.attributes, self.words = [], [], set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, *a) for a in attributes]
        self.ids += [v for n, v in attributes if n == "id"]
        self.links += [v for n, v in attributes if n == "href"]

    def handle_data(self, data):
        self.words += data


with open(MANUAL, encoding="utf-8") as file:
    TEXT = file.read()
PAGE = Page(TEXT)
WORDS = re.sub(r"\s+", " ", PAGE.words)


def make(source, page):
    return subprocess.run([sys.executable, "-B", f"{source}/manual/manual.py", source, ANALYZE, RECORD, page],
                          capture_output=True, text=True, check=False)


class Whole(unittest.TestCase):
    def has(self, *ids):
        self.assertEqual([], [i for i in ids if i not in PAGE.ids])

    def test_every_verb_is_there_with_its_examples(self):
        for verb in out(ANALYZE, "--list-verbs").split():
            self.has(f"verb-{verb}")
            examples = out(ANALYZE, verb, "-h").split("\n\n")[0].split("\n")[1:]
            for line in examples:
                self.assertIn(re.sub(r"\s+", " ", line).strip(), WORDS)

    def test_every_sentence_of_a_help_is_there_once(self):
        sentences = 0
        for verb in out(ANALYZE, "--list-verbs").split():
            notes = out(ANALYZE, verb, "-h").split("\nUsage: ")[1].split("\nOptions:")[0].partition("\n\n")[2]
            for part in filter(None, notes.strip().split("\n\n")):
                self.assertIn(re.sub(r"\s+", " ", part), WORDS, verb)
                sentences += 1
        self.assertGreater(sentences, 20)

    def test_every_option_of_a_verb_is_there_and_named_by_it(self):
        self.has(*("option-" + o[2:] for o in out(ANALYZE, "--list-options").split()))
        for verb in out(ANALYZE, "--list-verbs").split():
            mine = re.search(rf'<section id="verb-{verb}".*?</section>', TEXT, re.S)[0]
            for option in out(ANALYZE, "--list-options", verb).split():
                self.assertIn(option, mine, verb)
        self.has(*("record-" + o[2:] for o in set(re.findall(r"(?<=[ ,])--[a-z]+", out(RECORD, "-h"))) - {"--"}))

    def test_every_query_and_every_table_with_its_columns_is_there(self):
        self.has(*("query-" + q for q in out(ANALYZE, "--list-queries").split()))
        schema, columns = out(ANALYZE, "schema"), 0
        self.has(*("view-" + v for v in re.findall(r"^CREATE VIEW (\w+)", schema, re.M)))
        for name, body in re.findall(r"^CREATE TABLE (\w+) \((.*?)\n\)[^\n]*;", schema, re.M | re.S):
            mine = re.search(rf'<section id="table-{name}".*?</section>', TEXT, re.S)[0]
            for column in re.findall(r"^  (?!PRIMARY)(\w+) [A-Z]", body, re.M):
                self.assertIn(f"<code>{column}</code>", mine, name)
                columns += 1
        self.assertGreater(columns, 200)

    def test_every_exit_status_and_variable_is_there(self):
        self.has(*(f"exit-{n}" for n in range(5)))
        self.assertIn("128+n when signal n killed it", WORDS)
        for path in glob.glob(f"{SOURCE}/*/man/*.1"):
            with open(path, encoding="utf-8") as file:
                section = file.read().split(".SH ENVIRONMENT")[1].split(".SH")[0]
            self.has(*("env-" + n for tag in re.findall(r"^\.TP\n\.\w+ (.*)$", section, re.M)
                       for n in re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b", tag)))

    def test_every_other_man_page_is_there(self):
        for path in glob.glob(f"{SOURCE}/*/man/*.[0-9]"):
            name = os.path.basename(path)
            if name not in ("l1analyze.1", "l1record.1"):
                self.has("page-" + name.replace(".", "-"))

    def test_links_lead_to_what_is_there_once(self):
        self.assertEqual(len(PAGE.ids), len(set(PAGE.ids)))
        self.assertGreater(len(PAGE.links), 100)
        self.assertEqual([], [l for l in PAGE.links if not l.startswith("#") or l[1:] not in PAGE.ids])
        self.has(*ANCHORS)

    def test_nothing_is_from_elsewhere_and_no_place_or_date_is_in_it(self):
        self.assertFalse(PAGE.tags & {"img", "iframe", "object", "embed", "link", "svg", "form", "base", "audio", "video"})
        self.assertEqual([], [a for a in PAGE.attributes if a[1].startswith("on") or a[1] in ("src", "style", "action")])
        self.assertIn("default-src 'none'", TEXT)
        self.assertNotIn(os.path.dirname(ANALYZE), TEXT)       # of the sources: see the next test
        self.assertLess(len(TEXT.encode()), 400_000)

    def test_it_is_made_the_same_twice_wherever_it_is_made(self):
        with tempfile.TemporaryDirectory() as folder:
            for part in ("manual", "samples/traces", "analyzer/man", "recorder/man"):
                shutil.copytree(f"{SOURCE}/{part}", f"{folder}/elsewhere/{part}")
            shutil.copy(f"{SOURCE}/README.md", f"{folder}/elsewhere")
            done = make(f"{folder}/elsewhere", f"{folder}/again.html")
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(f"{folder}/again.html", encoding="utf-8") as file:
                self.assertEqual(file.read(), TEXT)

    def test_what_is_wrong_in_a_chapter_ends_the_build(self):
        wrong = {
            "```run\n$ l1analyze peak no-such.l1t\n```": "exit 3 instead of 0",
            "```run exit=1\n$ l1analyze info ttnn_mlp.l1t\n```": "exit 0 instead of 1",
            "```run\n$ rm -r .\n```": "only l1analyze is run",
            "```other\nl1record -o invented.l1t -- ./never\n```": "neither run nor documented",
            "Ask `l1analyze peek run.l1t`.": "no verb peek",
            "Ask `l1analyze peak --no-such run.l1t`.": "no option --no-such",
            "See [there](#nowhere).": "links to what is not there: nowhere",
            "## Next\n\nSo.\n\n## Next\n\nAgain.": "names that are there twice: one-next",
        }
        with tempfile.TemporaryDirectory() as folder:
            for part in ("manual", "samples/traces", "analyzer/man", "recorder/man"):
                shutil.copytree(f"{SOURCE}/{part}", f"{folder}/{part}")
            shutil.copy(f"{SOURCE}/README.md", folder)
            shutil.rmtree(f"{folder}/manual/chapters")
            os.mkdir(f"{folder}/manual/chapters")
            with open(f"{folder}/manual/glossary.md", "w", encoding="utf-8") as file:
                file.write("Words.\n\nL1: what it is.\n")
            for text, said in wrong.items():
                with self.subTest(text=text):
                    with open(f"{folder}/manual/chapters/01-one.md", "w", encoding="utf-8") as file:
                        file.write(f"# One\nA sentence.\n\n{text}\n")
                    done = make(folder, f"{folder}/never.html")
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(said, done.stderr)
                    self.assertFalse(os.path.exists(f"{folder}/never.html"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
