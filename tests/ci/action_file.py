"""action.yml as values, and its steps as GitHub runs them, without GitHub.

The reader knows the YAML that the file uses: maps by indentation, one list of maps, plain and quoted
words, blocks with "|". Anything else is an error.
"""
import json
import os
import pathlib
import re
import subprocess


def read(path):
    lines = [line for line in pathlib.Path(path).read_text().splitlines()
             if line.strip() and not line.lstrip().startswith("#")]
    value, rest = _map(lines, 0)
    if rest:
        raise ValueError(f"not understood: {rest[0]}")
    return value


def _indent(line):
    return len(line) - len(line.lstrip(" "))


def _map(lines, indent):
    made = {}
    while lines and _indent(lines[0]) == indent and not lines[0].lstrip().startswith("- "):
        found = re.fullmatch(r" *([A-Za-z][\w-]*):(?: (.*))?", lines[0])
        if not found or found[1] in made:
            raise ValueError(f"not understood: {lines[0]}")
        key, word, lines = found[1], found[2], lines[1:]
        if word == "|":
            inner = _indent(lines[0])
            block = []
            while lines and _indent(lines[0]) >= inner > indent:
                block.append(lines.pop(0)[inner:])
            made[key] = "\n".join(block) + "\n"
        elif word is not None:
            made[key] = _word(word)
        elif lines[0].lstrip().startswith("- "):
            made[key], lines = _list(lines, _indent(lines[0]))
        else:
            made[key], lines = _map(lines, _indent(lines[0]))
    return made, lines


def _list(lines, indent):
    made = []
    while lines and _indent(lines[0]) == indent and lines[0].lstrip().startswith("- "):
        value, lines = _map([lines[0].replace("- ", "  ", 1), *lines[1:]], indent + 2)
        made.append(value)
    return made, lines


def _word(word):
    if word.startswith('"'):
        return json.loads(word)
    if re.search(r"^['&*!|>@`%\[{?]|: | #", word):
        raise ValueError(f"not understood: {word}")
    return word


class Runner:
    """A job in a folder: GITHUB_WORKSPACE, with what GitHub's runner puts into the environment."""

    def __init__(self, action, workspace, files, environment):
        self.action, self.workspace, self.files = action, pathlib.Path(workspace), pathlib.Path(files)
        self.environment = environment

    def step(self, number, inputs, action_path):
        """-> (the ended process, {output: value}, the summary, what it added to PATH)"""
        step = self.action["runs"]["steps"][number]
        values = {name: str(one.get("default", "")) for name, one in self.action["inputs"].items()}
        unknown = set(inputs) - set(values)
        if unknown or step["shell"] != "bash":
            raise ValueError(f"no inputs {unknown}, or no bash")
        values.update(inputs)

        def filled(text):
            return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)

        names = {name: self.files / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        for file in names.values():
            file.write_text("")
        script = self.files / "step.sh"
        script.write_text(step["run"])
        environment = dict(self.environment, CI="true", GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(self.workspace),
                           GITHUB_ACTION_PATH=str(action_path), RUNNER_TEMP=str(self.files),
                           **{name: str(file) for name, file in names.items()},
                           **{name: filled(text) for name, text in step["env"].items()})
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
                              cwd=self.workspace / filled(step.get("working-directory", ".")), env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        outputs = dict(line.split("=", 1) for line in names["GITHUB_OUTPUT"].read_text().splitlines())
        done.text = done.stdout.decode(errors="replace")
        return done, outputs, names["GITHUB_STEP_SUMMARY"].read_text(), names["GITHUB_PATH"].read_text()


def commands(text):
    """Lines that GitHub's runner would obey: "::name" first in a line, "##[name" anywhere in it."""
    return [line for line in re.split(r"[\r\n]", text) if re.match(r"\s*::[\w-]", line) or "##[" in line]


def clean_environment():
    """Without what a CI that runs the test, or a recording, put there."""
    return {name: value for name, value in os.environ.items()
            if not re.match(r"GITHUB_|RUNNER_|L1TRACE|L1RECORD|L1ANALYZE|CI$|LD_PRELOAD$|GIT_", name)}
