"""For the tests of watch: a process that records what it is told, and a terminal on which l1analyze
watch draws. The terminal knows only the sequences that watch may use: any other is a failure."""
import contextlib
import fcntl
import os
import pathlib
import pty
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

ANALYZE, RECORD, HOST = sys.argv[1:4]
BOUND_S = 240                   # until a test gives up: nothing waits so long on a machine that works

SEQUENCE = re.compile(rb"\x1b\[(?:(\d+);1H|(K)|(2J)|(\?1049h)|(\?1049l)|(\?25[lh])|([\d;]*m))")


def environment(**more):
    kept = {k: v for k, v in os.environ.items()
            if k not in ("COLUMNS", "NO_COLOR", "L1TRACE", "L1TRACE_SOURCES")}
    return {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more}


class Host:
    """A process that records into `trace`."""

    def __init__(self, trace, chips=1, name="ttnn.add", record=False, most_bytes=None):
        words = [HOST, str(chips), name]
        self.trace = str(trace)
        if record:
            words = [RECORD, "-f", "-o", self.trace, "--", *words]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL,
                                        env=environment(L1TRACE=self.trace),
                                        preexec_fn=most_bytes and (lambda: resource.setrlimit(
                                            resource.RLIMIT_FSIZE, (most_bytes, most_bytes))))

    def tell(self, *lines, answers=True):
        for line in lines:
            self.process.stdin.write(line.encode("utf-8", "surrogateescape") + b"\n")
            self.process.stdin.flush()
            if answers:
                ready = select.select([self.process.stdout], [], [], BOUND_S)[0]
                assert ready and self.process.stdout.readline() == b"ok\n", line

    def kill(self):
        self.process.kill()
        self.end()

    def end(self):
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Terminal:
    """What stands on it, line by line, after what l1analyze watch wrote."""

    def __init__(self, word, columns=80, rows=24, **more):
        self.master, slave = pty.openpty()
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.resize(columns, rows, tell=False)
        self.raw, self.bytes, self.frames = b"", b"", 0
        self.lines, self.row, self.on_other, self.cursor = {}, None, False, True
        self.colours = set()
        self.process = subprocess.Popen([ANALYZE, "watch", str(word)], stdin=slave, stdout=slave,
                                        stderr=subprocess.PIPE, env=environment(**more),
                                        start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def resize(self, columns, rows, tell=True):
        self.columns, self.rows = columns, rows
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            self.process.send_signal(signal.SIGWINCH)

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += part
        self.bytes += part
        self.parse()
        self.frames += 1
        return bool(part)

    def parse(self):
        row, at, data = self.row, 0, self.bytes
        while at < len(data):
            if data[at] == 0x1b:
                found = SEQUENCE.match(data, at)
                if not found:
                    # the end of what came so far, or something that nobody may write
                    assert len(data) - at < 12, data[at:at + 40]
                    break
                line, erase, clear, enter, leave, cursor, colour = found.groups()
                if line:
                    row = int(line)
                    assert row <= max(self.rows, 1000), row
                    self.lines[row] = b""
                elif clear or enter or leave:
                    self.lines, row = {}, None
                    self.on_other = self.on_other if clear else bool(enter)
                elif cursor:
                    self.cursor = cursor.endswith(b"h")
                elif colour:
                    self.colours.add(colour)
                assert not erase or row, data
                at = found.end()
                continue
            end = data.find(b"\x1b", at)
            end = len(data) if end < 0 else end
            text = data[at:end]
            assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", text.replace(b"\r\n", b"")), text
            if row:
                self.lines[row] += text
            at = end
        self.row, self.bytes = row, data[at:]   # a sequence may be cut here

    def text(self):
        return "\n".join(self.lines.get(i + 1, b"").decode(errors="replace") for i in range(self.rows))

    def wait_for(self, pattern, between=lambda: None):
        """Until the screen matches, which is returned. between: what is done meanwhile."""
        end = time.monotonic() + BOUND_S
        while not re.search(pattern, self.text(), re.S):
            assert time.monotonic() < end, f"no {pattern!r} on\n{self.text()}"
            between()
            assert self.read(0.5) or self.process.poll() is None, \
                f"ended: {self.process.stderr.read()!r}\n{self.text()}"
        return self.text()

    def press(self, keys):
        os.write(self.master, keys.encode())

    def end(self, expect=0):
        """Waits for the end. The terminal is as it was."""
        end = time.monotonic() + BOUND_S
        while self.process.poll() is None:
            assert time.monotonic() < end, "it does not end"
            self.read(0.2)
        while self.read(0):
            pass
        said = self.process.stderr.read().decode()
        self.process.stderr.close()
        assert self.process.returncode == expect, (self.process.returncode, said)
        assert not self.on_other and self.cursor, self.raw[-200:]
        now = termios.tcgetattr(self.slave)
        assert now == self.before, (now, self.before)
        os.close(self.master)
        os.close(self.slave)
        return said


def once(word, *options, check=True, **more):
    done = subprocess.run([ANALYZE, "watch", "--once", *options, str(word)], capture_output=True,
                          env=environment(**more), check=False)
    assert not check or done.returncode == 0, done
    return done


def rows(verb, *words):
    """Rows of another verb, as dictionaries."""
    import json
    done = subprocess.run([ANALYZE, verb, "--format", "json", *map(str, words)], capture_output=True,
                          check=False)
    assert done.returncode in (0, 4), done
    return json.loads(done.stdout)


def skip_without_terminal():
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError as error:
        print("no terminal can be made here:", error)
        sys.exit(77)


class Hosts(unittest.TestCase):
    """A test with a folder, and hosts that end with it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.trace = self.path / "run.l1t"
        self.hosts = []

    def tearDown(self):
        for host in self.hosts:
            host.kill()
        self.folder.cleanup()

    def host(self, *lines, trace=None, **more):
        """Records into `trace`, and was told these lines."""
        self.hosts.append(Host(trace or self.trace, **more))
        self.hosts[-1].tell(*lines)
        return self.hosts[-1]
