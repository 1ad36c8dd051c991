"""Runs the commands that chapters show, in a copy of the sample traces, as a terminal of 80 columns shows
them; and checks those that only name a command. What is not there, or fails, ends the build.

Must not know: HTML, how chapters are written.
"""
import os
import re
import shlex
import shutil
import subprocess

WIDTH = 80


class Wrong(Exception):
    """Something in the manual is not as the programs have it."""


class Programs:
    """l1analyze and l1record, asked for what they say of themselves and of the traces in a folder."""

    def __init__(self, analyze, record, folder):
        self.paths = {"l1analyze": os.path.abspath(analyze), "l1record": os.path.abspath(record)}
        self.folder = folder
        # nothing of this machine is in the answers
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        self.environment = {**kept, "LC_ALL": "C.UTF-8", "L1TRACE_SOURCES": "0", "NO_COLOR": "1"}
        self.verbs = self.out("l1analyze", "--list-verbs").split()
        self.queries = self.out("l1analyze", "--list-queries").split()
        self.options = {verb: self.out("l1analyze", "--list-options", verb).split() for verb in self.verbs}
        self.all_options = self.out("l1analyze", "--list-options").split()

    def call(self, *words):
        """(exit status, what it wrote, warnings among it as a terminal has them)"""
        done = subprocess.run([self.paths[words[0]], *words[1:]], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=120, check=False)
        return done.returncode, done.stdout.decode()

    def out(self, *words):
        status, text = self.call(*words)
        if status:
            raise Wrong(f"{shlex.join(words)}: exit {status}: {text[:400]}")
        return text

    def shown(self, command, status=0):
        """What a terminal shows of a command; Wrong where it ends otherwise than the chapter says."""
        words = shlex.split(command)
        if words[:1] != ["l1analyze"]:
            raise Wrong(f"{command}: only l1analyze is run here")
        self.check(command)
        more = []
        if len(words) > 1 and words[1] in self.verbs and "-h" not in words:
            plain = "--format" in words or "-o" in words
            if "--width" in self.options[words[1]]:
                more += ["--width", str(WIDTH)]
            if "--chart" in self.options[words[1]] and not plain and not any(
                    w.startswith("--") and w not in ("--core", "--mark", "--chart") for w in words):
                more += ["--chart"] * ("--chart" not in words)
        at = words.index("--") if "--" in words else len(words)
        ended, text = self.call(*words[:at], *more, *words[at:])
        if ended != status:
            raise Wrong(f"{command}: exit {ended} instead of {status}: {text[:400]}")
        if not text.strip() and "-o" not in words:
            raise Wrong(f"{command}: says nothing")
        return [line.rstrip() for line in text.rstrip("\n").split("\n")] if text.strip() else []

    def check(self, command):
        """A command of ours that a text names: its verb and options are there."""
        words = command.split(" -- ")[0].split()
        if words[0] == "l1analyze" and len(words) > 1 and words[1] in self.verbs:
            there = self.options[words[1]]
        elif words[0] == "l1analyze":
            if len(words) > 1 and not words[1].startswith("-") and not re.fullmatch("[A-Z]+", words[1]):
                raise Wrong(f"{command}: no verb {words[1]}")
            there = self.all_options + ["--version", "--help"]
        else:
            there = re.findall(r"(?<![\w-])--[a-z][a-z-]*", self.out("l1record", "-h"))
        for word in words:
            option = word.strip("'\"").split("=")[0]
            if re.fullmatch(r"--[a-z][a-z-]*", option) and option not in there:
                raise Wrong(f"{command}: no option {option}")

    def recorded(self, command):
        """Is this how one of the sample traces was made? By its name and the command that is in it."""
        words = shlex.split(command)
        if words[0] != "l1record" or "-o" not in words or "--" not in words:
            return False
        path, made = words[words.index("-o") + 1], words[words.index("--") + 1:]
        path = os.path.join(self.folder, path.replace("%r", "0"))
        if os.path.isdir(path):
            path = sorted(os.path.join(path, f) for f in os.listdir(path) if f.endswith(".l1t"))[0]
        if not os.path.isfile(path):
            return False
        there = shlex.split(re.search(r"^  command +(.*(?:\n {8,}.*)*)$", self.out("l1analyze", "info", path),
                                      re.M).group(1))
        pairs = list(zip(there, made))
        return len(there) == len(made) and os.path.basename(there[0]).startswith("python") and all(
            a == b or b.startswith("{") for a, b in pairs[1:])


def copy_of(traces, folder):
    """A folder with the sample traces, to run commands in that may write there."""
    there = os.path.join(folder, "traces")
    shutil.copytree(traces, there)
    return there
