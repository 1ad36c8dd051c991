"""l1analyze, asked from Python: found, and run without what records the caller."""
import os
import pathlib
import shutil
import subprocess
import sys

ANSWERS = (0, 4)        # 4: answered from a damaged or unfinished trace
RECORDING = ("LD_PRELOAD", "L1TRACE", "L1TRACE_RUN")


class Refused(Exception):
    """l1analyze did not answer; the text is its own."""


def program():
    """The path of l1analyze: L1ANALYZE, else beside this module's or Python's folder, else by PATH."""
    chosen = os.environ.get("L1ANALYZE")
    if chosen:
        return chosen
    here = pathlib.Path(__file__).resolve()
    for folder in (here.parents[4] / "bin", pathlib.Path(sys.executable).parent):
        if os.access(folder / "l1analyze", os.X_OK):
            return str(folder / "l1analyze")
    found = shutil.which("l1analyze")
    if not found:
        raise Refused("l1analyze is not installed here: install l1trace whole, or set L1ANALYZE")
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
