"""
Documents and programs agree: help, man pages and completions name every verb and option and nothing
else, every example of the help and the man page works, every listed value is accepted.
    documented_test.py SOURCE-FOLDER BIN-FOLDER [TRACE MAKE_MESH]
Without a trace no example is tried; of ranks the second program makes traces.
"""
import glob
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, BIN, TRACE, MAKE_MESH = (os.path.abspath(a) if a else None
                                 for a in (*sys.argv[1:], None, None)[:4])
ENVIRONMENT = {**os.environ, "PATH": BIN + ":" + os.environ["PATH"]}


def out(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, env=ENVIRONMENT, check=True,
                          **more).stdout


def man(name):
    folder = {"l1analyze": "analyzer", "l1record": "recorder"}[name]
    with open(f"{SOURCE}/{folder}/man/{name}.1", encoding="utf-8") as f:
        return re.sub(r"\\f.", "", f.read().replace("\\-", "-"))


def options_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", text))


VERBS = out("l1analyze", "--list-verbs").split()
OPTIONS = set(out("l1analyze", "--list-options").split())
LISTS = {"--version", "--list-verbs", "--list-options", "--list-queries", "--list-values"}
HELPS = {v: out("l1analyze", v, "-h") for v in VERBS}


def complete(program, *words):
    """What bash completes after these words."""
    script = (f'. "{SOURCE}/cmake/completions/{program}"; COMP_WORDS=("$@"); '
              f'COMP_CWORD=$(($# - 1)); _{program}; printf "%s\\n" "${{COMPREPLY[@]}}"')
    return set(out("bash", "-O", "extglob", "-c", script, "x", program, *words).split())


class Documented(unittest.TestCase):
    def test_the_man_page_has_every_verb_and_no_other(self):
        section = man("l1analyze").split(".SH VERBS")[1].split(".SH")[0]
        named = re.findall(r"\.TP\n\.BR? (\S+)", section)
        self.assertEqual(sorted(named), sorted(VERBS))

    def test_what_is_said_to_hold_a_promise_is_there(self):
        with open(f"{SOURCE}/recorder/man/l1trace.7", encoding="utf-8") as file:
            lines = [line[3:] for line in file.read().splitlines() if line.startswith(".I ")]
        groups = [group for line in lines for group in line.split(", ")]
        self.assertGreater(len(groups), 20)
        for group in groups:
            folder, name = group.split("_", 1)
            of = f"{SOURCE}/tests/{folder}/"
            self.assertTrue(glob.glob(f"{of}{name}_test.*") or glob.glob(f"{of}{group}.c"), group)

    def test_the_usage_has_every_verb_and_no_other(self):
        listed = re.search(r"Verbs .*?\n(.*?)\n\n", out("l1analyze"), re.S).group(1)
        self.assertEqual([line.split()[0] for line in listed.split("\n")], VERBS)

    def test_the_man_page_has_every_option_and_no_other(self):
        self.assertEqual(options_in(man("l1analyze")), OPTIONS | LISTS)

    def test_the_help_has_every_option_of_its_verb_and_no_other(self):
        for verb, text in HELPS.items():
            mine = set(out("l1analyze", "--list-options", verb).split())
            self.assertEqual(options_in(text), mine, verb)
            listed = re.findall(r"^  (?:-[a-z],|   ) (--[a-z-]+) .*  ?\S", text, re.M)
            self.assertEqual(sorted(listed), sorted(mine), verb)

    def test_every_option_is_one_of_a_verb(self):
        taken = [out("l1analyze", "--list-options", verb).split() for verb in VERBS]
        self.assertEqual(OPTIONS, set().union(*taken))

    def test_the_help_says_what_a_verb_answers_and_how_it_is_called(self):
        for verb, text in HELPS.items():
            self.assertRegex(text, rf"\n\n{verb}: [^\n]+\n\nUsage: l1analyze {verb} \[OPTION")

    def test_help_begins_with_examples_and_fits_a_terminal(self):
        for text in [*HELPS.values(), out("l1analyze"), out("l1record", "-h")]:
            self.assertTrue(text.startswith("Examples:\n  "))
            self.assertLessEqual(max(map(len, text.split("\n"))), 96)

    def test_sentences_of_the_help_begin_their_lines_at_the_margin(self):
        for verb, text in HELPS.items():
            notes = text.split("\nUsage: ")[1].split("\nOptions:")[0]
            self.assertIsNone(re.search(r"^\S[^\n]*\n {12}\S", notes, re.M), (verb, notes))

    def test_completion_offers_every_verb_and_option(self):
        self.assertEqual(complete("l1analyze", ""), set(VERBS) | {"--help", "--version"})
        for verb in VERBS:
            mine = set(out("l1analyze", "--list-options", verb).split())
            self.assertEqual(complete("l1analyze", verb, "--"), mine)
        self.assertEqual(complete("l1analyze", "query", "peak_g"), {"peak_groups"})

    def test_values_that_completion_offers_are_taken(self):
        for verb in VERBS:
            for option in ("--by", "--fail-on", "--kind", "--format", "--policy"):
                if option not in out("l1analyze", "--list-options", verb).split():
                    continue
                values = complete("l1analyze", verb, option, "")
                self.assertTrue(values - {""}, (verb, option))
                for value in values:
                    done = subprocess.run([f"{BIN}/l1analyze", verb, option, value,
                                           "/no/such/file", "/no/such/file"],
                                          capture_output=True, text=True, check=False)
                    self.assertNotIn("unknown", done.stderr, (verb, option, value))

    def test_completion_of_l1record_has_its_options(self):
        there = options_in(out("l1record", "-h").split("\n\nStatus")[0])
        offered = {w for w in complete("l1record", "--") if w != "--"}
        self.assertEqual(offered, there)
        self.assertEqual(options_in(man("l1record")), there)

    def test_environment_of_l1record_is_in_its_man_page(self):
        for name in re.findall(r"\bL1TRACE\w*", out("l1record", "-h")):
            self.assertIn(name, man("l1record"))

    @unittest.skipUnless(TRACE, "no trace")
    def test_every_example_works(self):
        examples = re.findall(r"^  (l1analyze .*?|sqlite3 .*?)(?:  +.*)?$",
                              "\n".join(HELPS.values()) + out("l1analyze"), re.M)
        examples += man("l1analyze").split(".nf\n")[1].split(".fi")[0].strip().split("\n")
        self.assertGreater(len(examples), 50)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("run", "a", "b", "before", "after", "new", "rank-0", "rank-1", "mlp", "attention"):
                shutil.copy(TRACE, f"{folder}/{name}.l1t")
            for name in ("run", "base"):
                out("l1analyze", "load", TRACE, "-o", f"{folder}/{name}.db")
            out("l1analyze", "baseline", TRACE, "-o", f"{folder}/l1.json")
            with open(TRACE, "rb") as plain, gzip.open(f"{folder}/run.l1t.gz", "wb") as packed:
                packed.write(plain.read())
            with open(f"{folder}/known.txt", "w", encoding="utf-8") as f:
                f.write("leak:nothing\n")
            os.symlink(f"{SOURCE}/queries", f"{folder}/queries")
            os.mkdir(f"{folder}/ranks")
            for rank in "03":
                subprocess.run([MAKE_MESH, "1", "10"], check=True, stdout=subprocess.DEVNULL,
                               env={**os.environ, "L1TRACE": f"{folder}/ranks/{rank}.l1t",
                                    "OMPI_COMM_WORLD_RANK": rank})
            for side in ("before", "after"):
                shutil.copytree(f"{folder}/ranks", f"{folder}/{side}")
            os.mkdir(f"{folder}/DIR")
            shutil.copy(TRACE, f"{folder}/DIR/run.l1t")
            with open(f"{folder}/DIR/sweep.jsonl", "w", encoding="utf-8") as f:
                f.write('{"l1trace_sweep":1,"names":["N"],"group_runs":1,"numbers":true}\n'
                        '{"run":0,"values":[1],"result":"fits","traces":["run.l1t"]}\n')
            for example in examples:
                if re.search(" selfcheck | reconcile | mcp | --prove | watch (?!--once)", example):
                    continue            # they want a runtime or its reports, a terminal or a client
                command = re.sub(r"( load .*-o | baseline .*-o )", r"\1new-", example).replace("-o new-run", "-f -o run").replace("-o new-l1", "-f -o new-l1")
                done = subprocess.run(["sh", "-c", command], capture_output=True, text=True,
                                      cwd=folder, env=ENVIRONMENT, check=False)
                self.assertIn(done.returncode, (0, 1, 4), (command, done.stderr))
                self.assertNotIn("unknown", done.stderr, command)
                self.assertTrue(done.stdout or re.search(" load | report | -o ", command), command)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
