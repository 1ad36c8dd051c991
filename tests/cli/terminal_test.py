"""
Tables on terminals of many widths: no line is wider, omissions are reported, no control bytes are
printed; and machine formats do not depend on a terminal.
    terminal_test.py L1ANALYZE DECODE_LOOP TRACE...
"""
import os
import pty
import re
import subprocess
import sys
import tempfile
import unittest

import on_terminal as terminals
from on_terminal import environment, terminal_or_skip

ANALYZE, LONG, TRACES = sys.argv[1], sys.argv[2], sys.argv[3:]
VERBS = ["peak", "peak --by op", "peak --core 0,0", "timeline --rows --core 0,0", "ops", "leaks",
         "leaks --kind all", "at 50%", "kernels", "callsites", "callsites --by op", "frag",
         "check", "explain", "info"]
TABLES = [v for v in VERBS if v not in ("info", "explain")]


def on_terminal(columns, *words, **more):
    return terminals.on_terminal(columns, ANALYZE, *words, **{"NO_COLOR": "1", **more})


def in_pipe(*words, **more):
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True,
                          env=environment(**more), check=False).stdout


class Terminal(unittest.TestCase):
    def test_no_line_is_wider_than_the_terminal(self):
        for trace in TRACES:
            for verb in TABLES:
                for columns in (76, 100, 130):
                    text, _ = on_terminal(columns, *verb.split(), trace)
                    self.assertTrue(text)
                    for line in text.splitlines():
                        # a command is not broken
                        if not re.match(r"next: |  or: ", line):
                            self.assertLessEqual(len(line), columns, (verb, line))

    def test_what_is_not_shown_is_said(self):
        for verb in TABLES:
            if verb in ("peak", "leaks", "leaks --kind all", "frag", "kernels", "at 50%", "check"):
                continue            # groups, or words around the table
            text, said = on_terminal(80, *verb.split(), TRACES[0])
            names = in_pipe(*verb.split(), "--format", "tsv", TRACES[0]).split("\n", 1)[0]
            said = "".join(line + "\n" for line in said.splitlines() if "not shown" in line)
            self.assertLessEqual(len(said.splitlines()), 1, said)
            self.assertTrue(all(len(line) <= 80 for line in said.splitlines()), said)
            more = int((re.search(r"(\d+) (?:more|column)", said) or ["", "0"])[1])
            named = [n for n in names.split("\t") if re.search(rf"[ ,]{n}\b", said)]
            # as many as in the last line of the head, since names are broken over three lines
            head = text.split("\n")[:3]
            last = max(i for i, line in enumerate(head) if re.match(r"[a-z_ ]+$", line))
            self.assertEqual(len(head[last].split()) + len(named) + more,
                             len(names.split("\t")), (verb, said, head))

    def test_tables_of_leaks_are_grouped_whatever_is_chosen(self):
        for more in ("", "--kind all", "--from 0%", "--kind l1 --to 100%"):
            names = in_pipe("leaks", *more.split(), TRACES[1]).split("\n", 1)[0].split()
            self.assertIn("count", names, more)
            self.assertNotIn("buffer", names, more)

    def test_what_grows_has_its_line_and_its_loop_on_a_narrow_terminal(self):
        for columns in (60, 80):
            text, _ = on_terminal(columns, "leaks", "--growth", TRACES[1])
            names = next(line for line in text.splitlines() if "callsite" in line).split()
            self.assertIn("loop", names)
            self.assertRegex(text, r"mark MLP .*mlp\.py:34")

    def test_call_sites_have_their_line_on_a_narrow_terminal(self):
        for more in ("", "--kind l1 --from 0%"):
            for columns in (60, 80):
                text, _ = on_terminal(columns, "callsites", *more.split(), TRACES[1])
                self.assertRegex(text, r"mlp\.py:34", (more, columns))

    def test_broken_texts_keep_the_columns_behind_them_in_place(self):
        text, _ = on_terminal(60, "check", "--hooks", TRACES[0])
        lines = text.splitlines()
        at = lines[0].index("  note") + 2
        self.assertGreater(len(lines), 8)
        for line in lines[1:]:
            self.assertEqual(line[at - 2:at].strip(), "", line)
            self.assertNotEqual(line[at:at + 1], " ", line)

    def test_a_wide_terminal_hides_nothing(self):
        text, said = on_terminal(2000, "ops", TRACES[0])
        names = in_pipe("ops", "--format", "tsv", TRACES[0]).split("\n", 1)[0].split("\t")
        self.assertEqual(text.split("\n", 1)[0].split(), names)
        self.assertNotIn("not shown", said)

    def test_width_is_taken_from_the_option_before_the_terminal(self):
        self.assertEqual(on_terminal(80, "ops", "--width", "0", TRACES[0])[0],
                         in_pipe("ops", TRACES[0]))
        self.assertEqual(on_terminal(2000, "ops", "--width", "90", TRACES[0]),
                         on_terminal(90, "ops", TRACES[0])[:1] +
                         (on_terminal(90, "ops", TRACES[0])[1],))

    def test_a_pipe_gets_every_column(self):
        for verb in TABLES:
            first = in_pipe(*verb.split(), TRACES[0], COLUMNS="40")
            self.assertEqual(first, in_pipe(*verb.split(), TRACES[0]))
            if not verb.startswith(("at", "check")) and not first.startswith("no leaks"):    # text is first
                self.assertIn("run", first.split("\n", 1)[0].split())

    def test_machine_formats_do_not_know_the_terminal(self):
        for form in ("csv", "tsv", "json", "jsonl"):
            for verb in ("ops", "leaks", "explain", "timeline"):
                words = [verb, "--format", form, TRACES[0]]
                self.assertEqual(on_terminal(40, *words)[0], in_pipe(*words))
                self.assertEqual(in_pipe(*words, "--width", "20"), in_pipe(*words))

    def test_there_is_no_escape_sequence_but_colours_and_none_without_them(self):
        for verb in VERBS:
            for more in ({"NO_COLOR": "1"}, {"NO_COLOR": "", "TERM": "xterm-256color"}):
                text, said = on_terminal(100, *verb.split(), TRACES[0], **more)
                if not more["NO_COLOR"]:
                    text = re.sub(r"\033\[[\d;]*m", "", text)
                self.assertNotIn("\033", text + said)

    def test_progress_is_shown_on_a_terminal_only_and_wiped(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = folder + "/long.l1t"
            subprocess.run([LONG, "4000"], env=environment(L1TRACE=trace), check=True,
                           stdout=subprocess.DEVNULL)
            long = [ANALYZE, "marks", trace]
            # a recorder that had no processor for long may say what it dropped
            self.assertNotIn(b"\r", subprocess.run(long, capture_output=True, check=True).stderr)
            master, slave = pty.openpty()
            done = subprocess.run(long, stderr=slave, stdout=subprocess.DEVNULL, check=True)
            os.close(slave)
            said = os.read(master, 65536).decode()
            os.close(master)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(said, r"\rreading '.*': +\d+ %, \d+\.\d M records/s, \d+ s left")
        self.assertRegex(said, r"\rof '.*': finding loops \.\.")
        for line in said.split("\r"):
            self.assertLessEqual(len(line), 78)
        self.assertRegex(said, r"\r +\r$")

    def test_call_sites_are_shown_from_the_recorded_folder(self):
        machine = in_pipe("ops", "--format", "tsv", TRACES[0])
        folder = re.search(r"folder +(\S+)", in_pipe("info", TRACES[0])).group(1)
        self.assertIn(folder + "/", machine)
        self.assertNotIn(folder + "/", in_pipe("ops", TRACES[0]))
        self.assertNotIn(folder + "/", in_pipe("explain", TRACES[0]))


if __name__ == "__main__":
    terminal_or_skip()
    unittest.main(argv=sys.argv[:1])
