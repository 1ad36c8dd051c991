"""
l1analyze watch on a terminal: what it shows is what was recorded, at any size; it survives what happens to
the process and its file; and the terminal is as it was, however it ends.
    watch_terminal_test.py L1ANALYZE L1RECORD RECORDING_HOST
"""
import os
import pathlib
import re
import shutil
import signal
import sys
import time
import unittest

from watching import BOUND_S, Hosts, Terminal, rows, skip_without_terminal


class Watch(Hosts):
    def test_shows_what_the_process_holds_as_it_changes(self):
        host = self.host()
        host.tell("alloc 1 10240", "launch 65536 7 7")
        t = Terminal(self.trace)
        text = t.wait_for(r"B buffers 10,240 .*1 live")
        self.assertIn(f"pid {host.process.pid}", text)
        self.assertRegex(text, r"running  run\.l1t")
        self.assertRegex(text, r"peak 75,776 \(5 %\)")
        self.assertRegex(text, r"10,240 +1x ttnn\.ones +/model/layer\.py:12 forward")
        self.assertIn("q quit", text)
        host.tell("alloc 2 20480")
        t.wait_for(r"B buffers 30,720 .*2 live")
        host.tell("free 1", "mark")
        text = t.wait_for(r"1 live")
        text = t.wait_for(r"; in ttnn\.add")
        self.assertRegex(text, r"FITS so far: at worst 5 %, core 0,0 of chip 0 in op 1 ttnn\.add")
        t.wait_for(r"B buffers 20,480 ")        # the fullest instant of the last seconds goes by
        t.press("q")
        self.assertEqual(t.end(), "")

    def test_what_is_only_in_the_rings_is_shown(self):
        host = self.host()
        host.tell("alloc 1 10240")
        host.process.send_signal(signal.SIGSTOP)        # from now on nobody takes it from there
        t = Terminal(self.trace)
        t.wait_for(r"running.*B buffers 10,240 .*1 live")
        host.process.send_signal(signal.SIGCONT)
        t.press("q")
        t.end()

    def test_no_line_is_wider_than_the_terminal_and_the_important_ones_stay(self):
        host = self.host(chips=4)
        host.tell(*[f"alloc {i} {1024 * i} f{i}" for i in range(1, 30)], "launch 300000 3 3", "fail 5000000")
        t = Terminal(self.trace)
        t.wait_for("running")
        for columns, rows in ((80, 24), (20, 5), (200, 60), (1, 1), (40, 10), (80, 24)):
            t.resize(columns, rows)
            end = time.monotonic() + BOUND_S
            # all that was drawn for the size before is gone
            while any(row > rows for row in t.lines) and time.monotonic() < end:
                t.read(1)
            text = t.wait_for("%" if columns >= 20 else "r")
            for line in text.splitlines():
                self.assertLessEqual(len(line), columns, text)
            if columns >= 20:
                self.assertRegex(text, r"running")
                self.assertRegex(text, r"\d+ %")
                self.assertRegex(text, r"\u2588")
        # what a program takes is shown for two seconds
        text = t.wait_for("chips 0-3 .4 alike.*tenths of L1", lambda: host.tell("launch 300000 3 3"))
        self.assertRegex(text, "FAILED 1 time, last oom")
        t.press("q")
        t.end()

    def test_a_line_that_has_not_changed_is_not_written_again(self):
        host = self.host()
        host.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for(r"B buffers 10,240 ")
        frames = t.frames
        before = len(t.raw)
        end = time.monotonic() + BOUND_S
        while t.frames < frames + 3:
            assert time.monotonic() < end
            t.read(1)
        later = t.raw[before:].decode()
        self.assertNotIn("\033[2J", later)
        self.assertNotIn("q quit", later)
        self.assertLess(len(later) / (t.frames - frames), 80 * 4)
        t.press("q")
        t.end()

    def test_without_colours_letters_say_what_it_is(self):
        host = self.host()
        host.tell("alloc 1 200000", "launch 400000 7 7")
        t = Terminal(self.trace, NO_COLOR="1", LC_ALL="C")
        text = t.wait_for(r"\[B{5,}P{10,}[+.]+\]", lambda: host.tell("launch 400000 7 7"))
        self.assertEqual(t.colours, set())
        self.assertTrue(text.isascii(), text)
        t.press("q")
        t.end()
        t = Terminal(self.trace)
        t.wait_for(r"\[\u2588+")
        self.assertIn(b"34m", t.colours)
        t.press("q")
        t.end()

    def test_a_killed_process_is_said_to_have_died_and_what_it_held_stays(self):
        host = self.host()
        host.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for("running")
        pid = host.process.pid
        host.kill()
        text = t.wait_for(f"died: there is no process {pid} any more")
        self.assertRegex(text, r"B buffers 10,240 .*1 live")
        t.press("q")
        t.end()

    def test_a_run_that_ends_is_said_to_have_ended(self):
        host = self.host(record=True)
        host.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for("running")
        host.tell("quit", answers=False)
        t.wait_for("the process: exited with 0")
        t.press("q")
        t.end()

    def test_a_disk_that_fills_is_said_and_what_is_recorded_then_is_shown(self):
        host = self.host(most_bytes=560000)     # of a file: the trace may grow no more, the rings are there
        host.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for(r"B buffers 10,240 ")
        t.wait_for("events were lost: figures may be wrong", lambda: host.tell("work 200000"))
        self.assertLessEqual(self.trace.stat().st_size, 560000)
        t.press("q")
        t.end()

    def test_another_run_under_the_same_name_is_followed(self):
        first = self.host()
        first.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for(r"B buffers 10,240 ")
        first.kill()
        self.trace.unlink()
        pathlib.Path(f"{self.trace}.live").unlink()
        t.wait_for("the file was removed")
        second = self.host()
        second.tell("alloc 1 40960")
        text = t.wait_for(r"run 2 under this name.*B buffers 40,960 ")
        self.assertIn(f"pid {second.process.pid}", text)
        t.press("q")
        t.end()

    def test_a_file_that_is_cut_is_read_anew(self):
        host = self.host(record=True)
        host.tell("alloc 1 10240", "work 60000", "quit", answers=False)
        host.end()
        t = Terminal(self.trace)
        t.wait_for("ended")
        os.truncate(self.trace, self.trace.stat().st_size // 2)
        t.wait_for("run 2 under this name")
        os.truncate(self.trace, 30)
        t.wait_for("it ends in the middle|waiting")
        t.press("q")
        t.end()

    def test_a_process_is_followed_into_what_it_executes(self):
        host = self.host(trace=self.path / "run.%p.l1t")
        host.tell("alloc 1 10240")
        t = Terminal(host.process.pid)
        t.wait_for(r"B buffers 10,240 ")
        host.tell("exec", answers=False)
        host.tell("alloc 1 40960")
        t.wait_for(r"running.*running|died.*B buffers 40,960|B buffers 40,960")
        t.press("j")
        t.press("q")
        t.end()

    def test_ranks_of_a_folder_are_listed_and_chosen(self):
        hosts = [self.host(trace=self.path / f"rank{i}.l1t") for i in range(4)]
        for i, host in enumerate(hosts):
            host.tell(f"alloc 1 {10240 * (i + 1)}")
        t = Terminal(self.path)
        t.wait_for(r"> running +\d+ %  rank0\.l1t.*B buffers 10,240 ")
        t.press("j")
        t.wait_for(r"> running +\d+ %  rank1\.l1t.*B buffers 20,480 ")
        t.press("\033[B\033[B")
        t.wait_for(r"> running +\d+ %  rank3\.l1t.*B buffers 40,960 ")
        t.press("\033[A")
        t.wait_for(r"> running +\d+ %  rank2\.l1t.*B buffers 30,720 ")
        t.press("s")
        t.wait_for(r"rank3\.l1t.*> running +\d+ %  rank2\.l1t.*s sort .fullness")
        later = self.host(trace=self.path / "another.l1t")
        later.tell("alloc 1 2048")
        t.wait_for(r"another\.l1t|5 processes")
        t.press("h")
        t.wait_for("tenths of what they have")
        t.press("hp")
        t.wait_for("PAUSED")
        t.press("p")
        t.wait_for("running  rank2")
        t.press("q")
        t.end()

    def test_names_cannot_control_the_terminal(self):
        nasty = "\033[2Jx\033]0;gone\a\u202e\u0085y"
        host = self.host(name=nasty)
        host.tell("alloc 1 10240 " + nasty, "launch 65536 3 3", "mark", "fail 5000000")
        trace = self.path / "\033[31mred.l1t"
        t = Terminal(self.trace, columns=200)      # it knows no such sequence
        text = t.wait_for("FAILED")
        t.wait_for(r"\?\[2Jx\?\]0;gone")
        for character in "\033\a\u202e\u0085":
            self.assertNotIn(character, text)
        t.press("q")
        t.end()
        shutil.copy(self.trace, trace)
        shutil.copy(f"{self.trace}.live", f"{trace}.live")
        t = Terminal(trace)
        t.wait_for(r"\?\[31mred\.l1t")
        t.press("q")
        t.end()

    def test_the_terminal_is_as_before_after_a_signal(self):
        host = self.host()
        host.tell("alloc 1 10240")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV, signal.SIGABRT):
            t = Terminal(self.trace)
            t.wait_for("running")
            t.process.send_signal(number)
            t.end(expect=-number)

    def test_a_stop_gives_the_terminal_back_until_it_goes_on(self):
        host = self.host()
        host.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for("running")
        t.process.send_signal(signal.SIGTSTP)
        end = time.monotonic() + BOUND_S
        while t.on_other or not t.cursor:
            assert time.monotonic() < end
            t.read(1)
        # a shell waits for this, too: before that there is nothing to go on
        while pathlib.Path(f"/proc/{t.process.pid}/stat").read_text().rsplit(")")[-1].split()[0] != "T":
            assert time.monotonic() < end
            time.sleep(0.01)
        t.process.send_signal(signal.SIGCONT)
        t.wait_for("running")
        self.assertTrue(t.on_other)
        t.press("q")
        t.end()

    def test_what_is_being_written_is_never_behind_for_good(self):
        host = self.host()
        t = Terminal(self.trace)
        for i in range(4):
            host.tell("work 50000")
        host.tell("alloc 1 40960")
        t.wait_for(r"40,960 +1x ttnn\.ones")
        t.press("q")
        t.end()

    def test_the_process_is_only_looked_at(self):
        """Nothing that it records into is opened or mapped to be written, and it gets no signal or lock."""
        host = self.host()
        host.tell("alloc 1 10240")
        t = Terminal(self.trace)
        t.wait_for(r"B buffers 10,240 ")
        host.tell("work 100")
        watcher = pathlib.Path(f"/proc/{t.process.pid}")
        held = 0
        for fd in (watcher / "fd").iterdir():
            path = os.readlink(fd)
            if path.startswith(str(self.path)):
                flags = re.search(r"flags:\s+(\d+)", (watcher / "fdinfo" / fd.name).read_text())[1]
                self.assertEqual(int(flags, 8) & os.O_ACCMODE, os.O_RDONLY, path)
                self.assertNotIn("lock:", (watcher / "fdinfo" / fd.name).read_text())
                held += 1
        self.assertGreater(held, 0)
        self.assertNotIn(str(self.path), (watcher / "maps").read_text())
        t.press("q")
        t.end()

    def test_the_cure_of_the_last_failure_is_shown(self):
        host = self.host()
        host.tell("alloc 1 10240", "fail 1500000")
        t = Terminal(self.trace, columns=120, rows=30)
        t.wait_for(r"FAILED 1 time, last oom at \d+\.\d s in ttnn\.ones")
        says = [row["note"] for row in rows("explain", self.trace) if row["role"] == "verdict"]
        t.wait_for(r"last failure, /model/layer\.py:12 forward\s+" + re.escape(says[-1]))
        t.press("q")
        t.end()


if __name__ == "__main__":
    skip_without_terminal()
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
