"""
Every command that an answer names to go on with is one that answers, and about what the answer was about.

    next_steps_test.py L1ANALYZE FOLDER_OF_RANKS SMALL_TRACE.. TRACE_WITH_MARKS

The commands are followed from each question, with and without filters, and from those once more.

Must not know: what the answers are.
"""
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

ANALYZE, RANKS, *TRACES = map(os.path.abspath, sys.argv[1:])
QUESTIONS = ["peak", "peak --by op", "peak --by module", "peak --by caller", "peak --owners", "marks", "ops",
             "ops --by module", "callsites", "leaks", "uses", "uses --dead", "explain", "advise", "timeline",
             "at --peak", "frag", "kernels", "histogram"]


def ask(words, folder):
    return subprocess.run([ANALYZE, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=dict(os.environ, COLUMNS="80"))


def steps(text):
    return re.findall(r"^(?:next:|  or:) l1analyze (.*)$", text, re.M)


class NextSteps(unittest.TestCase):
    def follow(self, trace, window, questions):
        """Asks these questions with these words, and what their answers name, until nothing new is named."""
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.abspath(trace), os.path.join(folder, "run.l1t"))
            waiting = [f"{question} {window} run.l1t" for question in questions]
            named, asked, bad = set(), set(), []
            for _ in range(3):
                for line in waiting:
                    asked.add(line)
                    done = ask(shlex.split(line), folder)
                    if line in named and done.returncode not in (0, 4):
                        bad.append((line, done.returncode, done.stderr))
                    if done.returncode in (0, 4):
                        named.update(steps(done.stdout))
                waiting = sorted(named - asked)
            self.assertEqual(bad, [])
            self.assertGreater(len(named), 5)
            return named

    def test_commands_that_answers_name_answer(self):
        for trace in TRACES[:-1]:
            for window in ("", "--from 50%", "--device 0 --hide 'not there'", "--core 0,0", "--kind l1"):
                with self.subTest(trace=trace, window=window):
                    self.follow(trace, window, QUESTIONS)

    def test_they_do_so_where_a_mark_was_asked_about(self):
        window = "--mark MLP"
        named = self.follow(TRACES[-1], window, ["peak", "uses", "explain", "ops"])
        self.assertTrue([line for line in named if window in line])

    def after(self, question, trace=None):
        """The commands that an answer names, without the trace."""
        done = ask([*shlex.split(question), trace or TRACES[-1]], None)
        return [line.rpartition(" ")[0] for line in steps(done.stdout)]

    def test_they_keep_what_was_asked_about_where_their_verb_takes_it(self):
        shown = "--hide Attention --hide 'a b'"
        for line in self.after(f"peak {shown} --device 0"):
            self.assertEqual(("report" in line, shown in line), ("--device 0" not in line, True), line)
        self.assertEqual(self.after("peak --core 1,1"), ["at --peak --core 1,1"])
        self.assertEqual(self.after("peak --by op --op ttnn.add"), ["ops --op ttnn.add"])
        self.assertEqual(self.after("leaks --kind l1 --unlimited"), ["leaks --growth --unlimited --kind l1"])
        self.assertEqual(self.after("frag --kind l1 --core 0,0"), ["frag --policy all --kind l1"])
        self.assertEqual(self.after("uses --device 0 --symbols"), ["uses --dead --symbols"])

    def test_they_hide_what_the_answer_hid_and_nothing_that_it_showed(self):
        self.assertEqual(self.after("leaks --hide forgotten --hide none --hide MLP"),
                         ["leaks --growth --hide none --hide MLP"])

    def test_they_keep_the_rank_that_was_chosen_of_a_database(self):
        with tempfile.TemporaryDirectory() as folder:
            database = os.path.join(folder, "ranks.db")
            ask(["load", "-o", database, RANKS], None)
            for line in self.after("peak --rank 1", database):
                self.assertIn(" --rank 1", line)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
