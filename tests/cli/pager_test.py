"""
What is longer than the screen goes to a pager, as git has it; nothing else does.
    pager_test.py L1ANALYZE MAKE_NASTY TRACE
"""
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import unittest

from on_terminal import environment, on_terminal, terminal_or_skip

ANALYZE, NASTY, TRACE = sys.argv[1:]
TERM = {"TERM": "xterm", "NO_COLOR": "1"}
LONG = (ANALYZE, "ops", TRACE)          # longer than 8 lines
PLAIN = dict(TERM, L1ANALYZE_PAGER="")
# says that it ran, and shows what it gets
SHOWS = "sed 's/^/> /'"


class Pager(unittest.TestCase):
    def paged(self, *words, lines=8, columns=80, **more):
        codes = []
        text, said = on_terminal(columns, *words, lines=lines, codes=codes, **{**TERM, **more})
        return text, said, codes[0]

    def shown(self, text):
        """The lines without the mark; None: they did not come from the pager."""
        lines = text.splitlines()
        return [line[2:] for line in lines] if all(line[:2] == "> " for line in lines) else None

    def test_what_is_longer_than_the_screen_is_paged_and_nothing_is_lost(self):
        whole, _, code = self.paged(*LONG, **PLAIN)
        text, _, paged = self.paged(*LONG, L1ANALYZE_PAGER=SHOWS)
        self.assertEqual(self.shown(text), whole.splitlines())
        self.assertEqual((code, paged), (0, 0))

    def test_what_fits_the_screen_is_not_paged(self):
        whole, _, _ = self.paged(*LONG, **PLAIN)
        count = len(whole.splitlines())
        for lines, paged in ((count + 1, False), (count, True)):
            text, _, _ = self.paged(*LONG, lines=lines, L1ANALYZE_PAGER=SHOWS)
            self.assertEqual(self.shown(text) is not None, paged, lines)
            self.assertEqual(text.replace("> ", ""), whole.replace("> ", ""))

    def test_lines_that_the_terminal_breaks_count_as_they_are_shown(self):
        words = (ANALYZE, "ops", "--width", "300", TRACE)
        whole, _, _ = self.paged(*words, **PLAIN)
        count = len(whole.splitlines())
        self.assertTrue(any(len(line) > 60 for line in whole.splitlines()))
        self.assertIsNotNone(self.shown(self.paged(*words, lines=count + 1, columns=60,
                                                   L1ANALYZE_PAGER=SHOWS)[0]))

    def test_a_pipe_a_file_a_format_and_a_wish_have_no_pager(self):
        done = subprocess.run(LONG, capture_output=True, check=True,
                              env=environment(L1ANALYZE_PAGER="sed s/^/PAGED/", TERM="xterm"))
        self.assertNotIn(b"PAGED", done.stdout)
        with tempfile.TemporaryDirectory() as folder:
            for more in (("--no-pager",), ("--format", "csv"), ("--format", "json"),
                         ("--format", "markdown"), ("-o", folder + "/rows.txt")):
                text, _, code = self.paged(*LONG, *more, L1ANALYZE_PAGER="sed s/^/PAGED/")
                self.assertEqual(("PAGED" in text, code), (False, 0), more)
            with open(folder + "/rows.txt", encoding="utf-8") as file:
                self.assertGreater(len(file.readlines()), 8)
        for more in ({"TERM": "dumb"}, {"TERM": ""}, {"L1ANALYZE_PAGER": ""}, {"L1ANALYZE_PAGER": "cat"}):
            self.assertNotIn("PAGED", self.paged(*LONG, **{"L1ANALYZE_PAGER": "sed s/^/PAGED/", **more})[0])

    def test_the_own_variable_is_before_the_common_one(self):
        own, common = {"L1ANALYZE_PAGER": "sed s/^/OWN/"}, {"PAGER": "sed s/^/COMMON/"}
        self.assertIn("OWN", self.paged(*LONG, **own, **common)[0])
        kept = environment(**TERM, **common)
        del kept["L1ANALYZE_PAGER"]
        for variables, word in ((kept, "COMMON"), ({**kept, "PAGER": ""}, None)):
            text = self.alone(LONG, variables)
            self.assertEqual("COMMON" in text, word is not None)

    def alone(self, words, variables, keys=b""):
        """What is printed on a terminal of its own, as in a shell."""
        return self.in_a_session(words, variables, keys)[0]

    def in_a_session(self, words, variables, keys=b"", send=None):
        pid, master = pty.fork()
        if not pid:
            os.environ.clear()
            os.environ.update({**variables, "LINES": "8", "COLUMNS": "80"})
            os.execvp(words[0], words)
        text = b""
        while True:
            ready, _, _ = select.select([master], [], [], 60)
            if not ready:
                os.kill(pid, signal.SIGKILL)
                break
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
            # the pager waits for a key where it has a prompt
            if send and text.count(b"READY"):
                os.kill(pid, send)
                send = None
            if keys and text.count(b"READY"):
                os.write(master, keys)
                keys = b""
        os.close(master)
        return text.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def test_the_exit_code_is_the_verb_s(self):
        with tempfile.TemporaryDirectory() as folder:
            bad = os.path.join(folder, "bad.l1t")
            subprocess.run([NASTY, bad], check=True)
            words = (ANALYZE, "check", "--fail-on", "any", bad)
            _, _, code = self.paged(*words, **PLAIN)
            self.assertNotEqual(code, 0)
            for pager in (SHOWS, "true", "false", "head -1"):
                self.assertEqual(self.paged(*words, L1ANALYZE_PAGER=pager)[2], code, pager)

    def test_a_pager_that_is_left_early_ends_it_quietly(self):
        whole, _, _ = self.paged(*LONG, **PLAIN)
        text, said, code = self.paged(*LONG, L1ANALYZE_PAGER="head -2")
        self.assertEqual((text.splitlines(), code), (whole.splitlines()[:2], 0))
        self.assertNotIn("cannot write", said)
        text, said, code = self.paged(*LONG, L1ANALYZE_PAGER="true")
        self.assertEqual((text, code), ("", 0))

    def test_without_the_pager_all_of_it_is_printed_and_why_is_said(self):
        whole, _, _ = self.paged(*LONG, **PLAIN)
        text, said, code = self.paged(*LONG, L1ANALYZE_PAGER="no-such-pager -x")
        self.assertEqual((text, code), (whole, 0))
        self.assertIn("no-such-pager", said)

    def test_messages_on_the_same_terminal_keep_their_place(self):
        variables = environment(**TERM, L1ANALYZE_PAGER=SHOWS)
        text = self.alone((ANALYZE, "ops", TRACE), variables).replace("\r\n", "\n")
        said = [i for i, line in enumerate(text.splitlines()) if "> l1analyze: not shown" in line]
        self.assertEqual(len(said), 1, text)
        after = text.splitlines()[said[0] + 1:]
        self.assertTrue(any(line.startswith("> next: ") for line in after), text)

    def test_a_signal_waits_until_the_pager_was_left(self):
        # a pager that leaves interrupts alone, and ends when a line was typed
        pager = "trap '' INT TERM; cat >/dev/null; echo READY; read key </dev/tty; echo LEFT"
        for number, send in ((signal.SIGINT, None), (signal.SIGTERM, signal.SIGTERM)):
            keys = b"\x03q\n" if send is None else b"q\n"
            variables = environment(**TERM, L1ANALYZE_PAGER=pager)
            text, code = self.in_a_session(LONG, variables, keys, send)
            self.assertIn("LEFT", text)
            self.assertEqual(code, -number)

    def test_less_has_the_options_of_git_unless_the_user_chose(self):
        text, _, _ = self.paged(*LONG, L1ANALYZE_PAGER="cat >/dev/null; echo \"[$LESS]\"")
        self.assertEqual(text.split(), ["[FRX]"])
        text, _, _ = self.paged(*LONG, L1ANALYZE_PAGER="cat >/dev/null; echo \"[$LESS]\"", LESS="i")
        self.assertEqual(text.split(), ["[i]"])


if __name__ == "__main__":
    terminal_or_skip()
    unittest.main(argv=sys.argv[:1])
