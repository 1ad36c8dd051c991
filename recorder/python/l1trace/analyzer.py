"""l1analyze, asked from Python: found, and run without what records the caller."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

ANSWERS = (0, 4)        # 4: answered from a damaged or unfinished trace
RECORDING = ("LD_PRELOAD", "L1TRACE", "L1TRACE_RUN")


class Refused(Exception):
    """l1analyze did not answer; the text is its own."""


def program(name="l1analyze"):
    """The path of a program of ours: of l1analyze L1ANALYZE, else beside this module's or Python's folder,
    else by PATH. Raises Refused.
    """
    chosen = os.environ.get("L1ANALYZE")
    if chosen and name == "l1analyze":
        return chosen
    here = pathlib.Path(__file__).resolve()
    folders = [here.parents[4] / "bin"] if len(here.parents) > 4 else []
    for folder in (*folders, pathlib.Path(sys.executable).parent):
        if os.access(folder / name, os.X_OK):
            return str(folder / name)
    found = shutil.which(name)
    if not found:
        raise Refused(f"{name} is not installed here: install l1trace whole, or put it on PATH")
    return found


def ask(*words):
    """What `l1analyze WORDS..` prints, bytes. Raises Refused if that is no answer."""
    environment = {k: v for k, v in os.environ.items() if k not in RECORDING}
    try:
        done = subprocess.run([program(), *map(os.fspath, words)], env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise Refused(f"l1analyze cannot be run: {error}") from None
    if done.returncode not in ANSWERS:
        said = done.stderr.decode(errors="replace").strip() or f"l1analyze ended with {done.returncode}"
        raise Refused(said)
    return done.stdout


def rows(*words):
    """The rows that `l1analyze WORDS..` has, dictionaries. Raises Refused."""
    return json.loads(ask(*words[:1], "--format", "json", *words[1:]))


def marked(name):
    """The words that limit a question to a mark; None: to nothing."""
    return [] if name is None else [f"--mark={name}"]
