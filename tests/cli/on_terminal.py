"""Runs a program on a terminal of a given size, for tests of what is printed there."""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios


def environment(**more):
    """Without what says how to print; no pager, unless one is asked for."""
    unset = ("COLUMNS", "LINES", "NO_COLOR", "PAGER", "LESS", "LC_ALL", "LC_CTYPE", "LANG")
    kept = {k: v for k, v in os.environ.items() if k not in unset}
    return {**kept, "L1ANALYZE_PAGER": "", **more}


def on_terminal(columns, *words, lines=24, codes=None, **more):
    """What is printed on a terminal with this many columns, and stderr, which is none."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                               env=environment(**more))
    os.close(slave)
    text = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    os.close(master)
    said = process.stderr.read().decode()
    process.stderr.close()
    process.wait()
    if codes is not None:
        codes.append(process.returncode)
    return text.replace(b"\r\n", b"\n").decode(), said


def terminal_or_skip():
    """Ends the test as skipped where no terminal can be made."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError as error:
        print("no terminal can be made here:", error)
        sys.exit(77)
