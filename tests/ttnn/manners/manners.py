#!/usr/bin/env python3
"""Who freed it, and how: a script in which buffers end in every way there is says by hand, in a comment on
each line, what must be recorded of it. It runs in the real runtime; l1analyze must say the same.

    manners.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE / "freed.py"
sys.path.insert(0, str(HERE.parent))
from run import prepare  # noqa: E402

FREES = """SELECT c.callsite, b.free_manner AS manner FROM buffers b
LEFT JOIN callsite c ON c.run = b.run AND c.id = b.free_callsite WHERE b.kind = 'l1' ORDER BY b.alloc_ns"""
USES = "SELECT free_callsite AS callsite, free_manner AS manner FROM uses WHERE kind = 'l1' ORDER BY alloc_ns"


def expected():
    """(line or None, manner) of each buffer that ends; lines of calls that free nothing."""
    frees, keeps = collections.Counter(), collections.Counter()
    for number, line in enumerate(SCRIPT.read_text().splitlines(), 1):
        said = re.search(r"# (frees|frees elsewhere:|keeps) (\d.*)", line)
        if said and said[1] == "keeps":
            keeps[number] += int(said[2])
        elif said:
            for each in said[2].split(", "):
                count, manner = each.split(" ", 1)
                frees[(None if "elsewhere" in said[1] else number, manner)] += int(count)
    return frees, keeps


def line_of(callsite):
    """Of the innermost frame in the script."""
    lines = re.findall(rf"{SCRIPT.name}:(\d+) ", callsite or "")
    return int(lines[0]) if lines else None


def ask(options, trace, sql):
    done = subprocess.run([options.l1analyze, "query", sql, "--format", "json", trace],
                          stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--l1record", "--l1analyze"):
        parser.add_argument(name, required=True, type=os.path.abspath)
    for name in ("--venvs", "--version"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    python = prepare(options.venvs, options.version)
    environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE")}
    environment.update(L1TRACE_MOCK_COMPILER="stand-in", PYTHONDONTWRITEBYTECODE="1")
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "run.l1t"
        done = subprocess.run([options.l1record, "--mock", "n150", "-o", trace, "--", python, SCRIPT],
                              cwd=folder, env=environment, capture_output=True, text=True, timeout=150,
                              check=False)
        if done.returncode:
            sys.exit(f"the script ended with status {done.returncode}: {done.stdout[-800:]}{done.stderr[-800:]}")
        frees, keeps = expected()
        wrong = []
        for question in (FREES, USES):
            seen = collections.Counter((line_of(r["callsite"]), r["manner"])
                                       for r in ask(options, trace, question))
            wrong += [f"line {line}: {n} {manner} too few" for (line, manner), n in sorted(
                (frees - seen).items(), key=str)]
            wrong += [f"line {line}: {n} {manner} too many" for (line, manner), n in sorted(
                (seen - frees).items(), key=str)]
        rows = ask(options, trace, "kept")
        if collections.Counter(line_of(r["callsite"]) for r in rows) != keeps:
            wrong.append(f"kept: {rows}")
        wrong += [f"whose memory is kept is not known: {r}" for r in rows if r["free_manner"] != "del"]
    for line in wrong:
        print(line)
    print(f"ttnn {options.version}: {sum(frees.values())} frees and {sum(keeps.values())} calls that free "
          f"nothing, {len(wrong)} differ")
    return bool(wrong) or not frees


if __name__ == "__main__":
    sys.exit(main())
