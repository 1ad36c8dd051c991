#!/usr/bin/env python3
"""Compares explanations with the runtime. Random failing attempts are recorded; what `l1analyze
explain` says must agree to the byte with the runtime's texts, as read here, and name this script's
lines. Then every proposed cure is tried, and the attempt must fit; everything that explain says
does not help is tried as well, and it must not fit.

    explained.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1
                 --board n150 [--seed N] [--rounds N]

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE / "random_failures.py"
FAILURES_MIN = 50
TRIALS_OF_A_SORT = 3            # an attempt: buffers that help, that do not, ops, lines
OOM = re.compile(r"each bank needs to store (\d+) B, but bank size is (\d+) B "
                 r"\(allocated: (\d+) B, free: (\d+) B, largest free block: (\d+) B\)")
TOO_BIG = "beyond max L1 size"
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


def compare_clash(rows, numbers):
    lowest, end = int(numbers[0]), int(numbers[2])
    regions = [r for r in rows if r["role"] == "region"]
    buffers = [r for r in rows if r["owner_kind"] == "buffer"]
    below = [r for r in buffers if r["address"] < end]
    yield rows[0]["kind"], "clash"
    yield {r["owner_kind"] for r in regions}, {"cb" if numbers[1] == "circular" else "dfb"}
    yield max(r["address"] + r["bytes_per_core"] for r in regions), end
    yield min(r["address"] for r in below), lowest
    if any(r["release"] for r in buffers):      # then the set has everything there that may be released
        yield {r["role"] for r in below} <= {"in the way", "own"}, True
    yield rows[0]["missing_bytes"], end - lowest


def lines_of(function):
    """First and last line of a function of the script."""
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
        # nobody can release what the failing call allocated
        if row["release"] and row["role"] == "in the way":
            yield (row["owner"], row["callsite"]) == (row["name"], failing_site(rows)), False
        if row["role"] in ("in the way", "lives") and row["address"] in attempt["held"]:
            match = re.match(r"(.*?):(\d+) tensor; ", row["callsite"] or "")
            yield match and match.group(1), str(SCRIPT)
            yield match and int(match.group(2)) in inside, True
            yield row["owner"], "ttnn.empty"


def failing_site(rows):
    """Where the failing op allocates its results, if that was seen."""
    return next((r["callsite"] for r in rows if r["role"] == "own"), None)


def some(rng, rows):
    return rng.sample(rows, min(len(rows), TRIALS_OF_A_SORT))


def trials_of(rng, rows, attempt):
    """What to do before the same attempt, and whether it must fit then. Buffers that the attempt
    reads are not touched: explain cannot know them, and says so."""
    reads = set(attempt["inputs"])
    buffers = [r for r in rows if r["role"] in ("in the way", "lives")]
    chosen = [r["address"] for r in buffers if r["release"]]
    if chosen:
        yield {"free": chosen}, True, "set"
    for fits in (0, 1):
        for row in some(rng, [r for r in buffers if r["fits"] == fits]):
            yield {"free": [row["address"]]}, bool(fits), "one"
        for role in ("op", "line"):
            for row in some(rng, [r for r in rows if r["role"] == role and r["fits"] == fits]):
                yield {"free": [r["address"] for r in buffers if r["owner"] == row["owner"] and
                                (role == "op" or r["callsite"] == row["callsite"])]}, bool(fits), role
    for row in rows:
        if row["role"] == "set" and row["fits"] == 0:
            yield {"free": [r["address"] for r in buffers]}, False, "nothing helps"
        elif row["role"] == "cure" and row["fits"] == 1:
            moved = [row["address"]] if row["address"] is not None else sorted(chosen, reverse=True)
            what = {"reallocate": {"move": moved}, "dram": {"dram": True},
                    "deallocate_activation": {"deallocate": True},
                    "clear_program_cache": {"clear": True}}.get(row["owner_kind"])
            if row["owner_kind"] == "deallocate_activation" and row["address"] not in reads:
                continue        # explain says so of a buffer that may be the input
            if what:
                yield what, True, row["owner_kind"]


def plan(options, failed, explained):
    """The possible trials, by attempt."""
    rng = random.Random(options.seed)
    planned = {}
    for rows, attempt in zip(explained, failed):
        reads = set(attempt["inputs"])
        held = set(attempt["held"]) - reads
        planned[str(attempt["attempt"])] = [
            (*t, sum(r["bytes_per_core"] for r in rows if r["owner_kind"] == "buffer" and
                     r["address"] in t[0].get("free", ())))
            for t in trials_of(rng, rows, attempt)
            if held.issuperset(t[0].get("free", ())) and held.issuperset(t[0].get("move", ()))]
    return planned


def step(text, freed=0):
    """The part of a call that fails: an allocation of this many bytes, with this many allocated
    before anything was freed, or a program that ends there."""
    found = OOM.search(text.replace("\n", " ")) or CLASH.search(text.replace("\n", " "))
    if found and found.re is OOM:
        return int(found.group(1)), int(found.group(3)) + freed
    return found and found.group(3)


def judge(planned, again, texts, wrong):
    """Counts trials by kind."""
    done = collections.Counter()
    expected = [t for n in sorted(planned, key=int) for t in planned[n]]
    if len(expected) != len(again):
        wrong.append(f"{len(expected)} trials were asked for, {len(again)} done")
    for (trial, fits, sort, freed), got in zip(expected, again):
        where = f"attempt {got['attempt']} ({got['kind']}), {sort} {trial}"
        if "spoiled" in got:
            done["move was refused"] += 1
            continue
        done[sort + (" fits" if fits else " does not")] += 1
        asked = trial.get("free", trial.get("move", []))
        if sorted(got["found"]) != sorted(asked):
            wrong.append(f"{where}: found {got['found']}")
        # without this failure the op may have another, in its next program: explain cannot know it
        fails = bool(got["text"]) and step(got["text"], freed) == step(texts[got["attempt"]])
        done["past it, to the next"] += bool(got["text"]) and not fails
        if fails == fits:
            wrong.append(f"{where}: " + (f"still fails: {got['text'][:300]}" if fits else
                                         "fits, and was said not to"))
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--l1record", "--l1analyze"):
        parser.add_argument(name, required=True, type=os.path.abspath)
    for name in ("--venvs", "--version", "--board"):
        parser.add_argument(name, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=160)
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
        # a refusal in an op's own words is no failure of this kind
        failed = [a for a in attempts if a["text"] and
                  (step(a["text"]) or TOO_BIG in a["text"])]
        explained = explain(options, folder / "failing.l1t")
        if len(explained) != len(failed):
            sys.exit(f"{len(failed)} attempts failed, {len(explained)} failures are explained")
        for rows, attempt in zip(explained, failed):
            for n, (got, want) in enumerate(compare(rows, attempt)):
                if got != want:
                    wrong.append(f"attempt {attempt['attempt']}, comparison {n}: {got}, and the "
                                 f"runtime says {want}")
        planned = plan(options, failed, explained)
        (folder / "trials.json").write_text(
            json.dumps({n: [t[0] for t in trials] for n, trials in planned.items()}))
        again = record(options, python, folder, "again", *arguments, str(folder / "trials.json"))
        done = judge(planned, again, {a["attempt"]: a["text"] for a in failed}, wrong)
    kinds = collections.Counter(a["kind"] for a in failed)
    if len(failed) < FAILURES_MIN or len(kinds) < 4:
        wrong.append(f"too few failures to tell: {dict(kinds)}")
    for sort in ("set fits", "one fits", "one does not", "line does not", "dram fits"):
        if not done[sort]:
            wrong.append(f"nothing of the sort '{sort}' was tried")
    for line in wrong[:20]:
        print(line)
    print(f"ttnn {options.version} on {options.board}: {len(failed)} failures {dict(kinds)} explained, "
          f"tried {dict(sorted(done.items()))}, {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
