#!/usr/bin/env python3
"""Explanations against the runtime: random failing attempts are recorded; what `l1analyze explain`
says must agree to the byte with the runtime's texts, as read here, and name this script's lines; and
when exactly the proposed buffers are released, each attempt must succeed.

    explained.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1
                 --board n150 [--seed N] [--rounds N]

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
SCRIPT = HERE / "random_failures.py"
FAILURES_MIN = 50
OOM = re.compile(r"each bank needs to store (\d+) B, but bank size is (\d+) B "
                 r"\(allocated: (\d+) B, free: (\d+) B, largest free block: (\d+) B\)")
CLASH = re.compile(r"clash with L1 buffers on core range .*?L1 buffer allocated at (\d+) and static "
                   r"(circular|dataflow) buffer region ends at (\d+)")


def record(options, python, folder, name, *arguments):
    """Runs the script; returns its attempts."""
    environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE")}
    environment["L1TRACE_MOCK_COMPILER"] = "stand-in"
    with open(folder / f"{name}.log", "wb") as log:
        done = subprocess.run(
            [options.l1record, "--mock", options.board, "-o", f"{name}.l1t", "--", python, SCRIPT,
             *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log)
    if done.returncode:
        sys.exit(f"the script ended with status {done.returncode}: "
                 + (folder / f"{name}.log").read_text(errors="replace")[-800:])
    lines = [line for line in done.stdout.decode().splitlines() if line.startswith("{")]
    return [row for row in map(json.loads, lines) if "attempt" in row]


def explain(options, trace):
    done = subprocess.run([options.l1analyze, "explain", "--format", "jsonl", trace],
                          stdout=subprocess.PIPE, check=True)
    failures = collections.defaultdict(list)
    for line in done.stdout.decode().splitlines():
        row = json.loads(line)
        failures[row["failure"]].append(row)
    return [failures[n] for n in sorted(failures)]


def compare_oom(rows, numbers):
    need, _, allocated, _, largest = map(int, numbers)
    buffers = [r for r in rows if r["owner_kind"] == "buffer"]
    yield rows[0]["kind"], "oom"
    yield sum(r["bytes_per_core"] for r in buffers), allocated
    yield rows[0]["missing_bytes"], need - largest
    yield any(r["release"] for r in buffers), True


def compare_clash(rows, numbers):
    lowest, end = int(numbers[0]), int(numbers[2])
    regions = [r for r in rows if r["role"] == "region"]
    way = [r for r in rows if r["role"] == "in the way"]
    yield rows[0]["kind"], "clash"
    yield {r["owner_kind"] for r in regions}, {"cb" if numbers[1] == "circular" else "dfb"}
    yield max(r["address"] + r["bytes_per_core"] for r in regions), end
    yield min(r["address"] for r in way), lowest
    yield all(r["address"] < end and r["release"] for r in way), True
    yield any(r["address"] < end for r in rows if r["role"] == "lives"), False
    yield rows[0]["missing_bytes"], end - lowest


def lines_of(function):
    """Of the script: first and last line of a function."""
    text = SCRIPT.read_text().splitlines()
    begin = next(n for n, t in enumerate(text, 1) if t.startswith(f"def {function}("))
    end = next((n for n, t in enumerate(text[begin:], begin + 1) if t and not t[0].isspace()),
               len(text))
    return range(begin, end)


def compare(rows, attempt):
    for pattern, comparison in ((OOM, compare_oom), (CLASH, compare_clash)):
        found = pattern.search(attempt["text"].replace("\n", " "))
        if found:
            yield from comparison(rows, found.groups())
    yield {r["agrees"] for r in rows}, {1}
    inside = lines_of("tensor")
    for row in rows:
        if row["owner_kind"] == "buffer":
            match = re.match(r"(.*?):(\d+) tensor; ", row["callsite"] or "")
            yield match and match.group(1), str(SCRIPT)
            yield match and int(match.group(2)) in inside, True
            yield row["owner"], "ttnn.empty"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--l1record", "--l1analyze"):
        parser.add_argument(name, required=True, type=os.path.abspath)
    for name in ("--venvs", "--version", "--board"):
        parser.add_argument(name, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=90)
    options = parser.parse_args()
    done = subprocess.run([HERE.parent / "prepare.sh", options.venvs, options.version],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    python, wrong = done.stdout.strip(), []
    with tempfile.TemporaryDirectory(prefix="l1t-explained-") as name:
        folder = pathlib.Path(name)
        arguments = (str(options.seed), str(options.rounds))
        attempts = record(options, python, folder, "failing", *arguments)
        failed = [a for a in attempts if a["text"]]
        explained = explain(options, folder / "failing.l1t")
        if len(explained) != len(failed):
            sys.exit(f"{len(failed)} attempts failed, {len(explained)} failures are explained")
        for rows, attempt in zip(explained, failed):
            for n, (got, want) in enumerate(compare(rows, attempt)):
                if got != want:
                    wrong.append(f"attempt {attempt['attempt']}, comparison {n}: {got}, and the "
                                 f"runtime says {want}")
        releases = {str(a["attempt"]): [r["address"] for r in rows if r["release"]]
                    for rows, a in zip(explained, failed)}
        (folder / "releases.json").write_text(json.dumps(releases))
        again = record(options, python, folder, "released", *arguments,
                       str(folder / "releases.json"))
        for attempt in again:
            if sorted(attempt["released"]) != sorted(releases.get(str(attempt["attempt"]), [])):
                wrong.append(f"attempt {attempt['attempt']}: not all of the set could be released")
            if attempt["text"]:
                wrong.append(f"attempt {attempt['attempt']} still fails: {attempt['text'][:300]}")
    kinds = collections.Counter(a["kind"] for a in failed)
    if len(failed) < FAILURES_MIN or len(kinds) < 4:
        wrong.append(f"too few failures to tell: {dict(kinds)}")
    for line in wrong[:20]:
        print(line)
    print(f"ttnn {options.version} on {options.board}: {len(failed)} failures {dict(kinds)} explained, "
          f"{len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
