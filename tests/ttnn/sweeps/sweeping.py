#!/usr/bin/env python3
"""l1record --sweep on the real runtime: --largest and --all agree where fitting is monotonic and say so
where it is not, -j changes nothing, and each row is what its run's own output and trace say.

    sweeping.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import csv
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from run import prepare  # noqa: E402

GROWING = HERE / "growing_tensor.py"
SPREAD = HERE.parents[2] / "samples/ttnn/batch.py"
# around the edge of each on n150, whose banks have 1,393,312 bytes; found again by each search
MONOTONIC, DIVIDED = "N=48..64:4", "N=64..68"


class Sweep:
    """A sweep in a folder of its own."""

    def __init__(self, options, name, script, *words, board="n150"):
        self.options, self.folder = options, options.folder / name
        environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE")}
        environment.update(L1TRACE_MOCK_COMPILER="stand-in", PYTHONDONTWRITEBYTECODE="1")
        done = subprocess.run([options.l1record, "--mock", board, "-o", name, "--format", "csv", *words,
                               "--", options.python, script, "{N}" if "--sweep" in words else "4"],
                              cwd=options.folder, env=environment, capture_output=True, text=True,
                              timeout=250, check=False)
        self.status, self.said = done.returncode, done.stderr
        self.rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.results = {int(r["N"]): r["result"] for r in self.rows if "N" in r}

    def table(self):
        """The rows without the folder, and what is said below them."""
        return [{k: v for k, v in r.items() if k != "trace"} for r in self.rows], self.words()

    def words(self):
        text = subprocess.run([self.options.l1analyze, "sweep", self.folder], check=True,
                              capture_output=True, text=True).stdout
        return text.split("\n\n")[1]

    def log(self, row):
        return (self.options.folder / row["trace"]).with_suffix(".log").read_text(errors="replace")

    def peak(self, row):
        out = subprocess.run([self.options.l1analyze, "peak", "--by", "run", "--format", "csv",
                              self.options.folder / row["trace"]], check=True, capture_output=True,
                             text=True).stdout
        return next(csv.DictReader(io.StringIO(out)))


def of_its_own(sweep):
    """Each row says what the run's own output and its trace say."""
    for row in sweep.rows:
        missing = "Out of Memory" in sweep.log(row)
        yield (row["N"], row["result"]), (row["N"], "does not fit" if missing else "fits")
        yield (row["N"], row["failure"]), (row["N"], "oom" if missing else "")
        line = re.search(r'File ".*/(\w+\.py)", line (\d+), in <module>', sweep.log(row))
        yield bool(line), missing
        if line:
            yield f"{line[1]}:{line[2]} " in row["callsite"], True
        peak = sweep.peak(row)
        yield [row[c] for c in ("peak_bytes", "headroom_bytes")], \
            [peak[c] for c in ("peak_bytes", "headroom_bytes")]


def monotonic(options):
    every = Sweep(options, "every", GROWING, "--sweep", MONOTONIC, "--all", "-j", "1")
    few = Sweep(options, "few", GROWING, "--sweep", MONOTONIC, "--largest", "--above", "1", "-j", "4")
    yield every.status, 0
    yield few.status, 0
    yield list(every.results), [48, 52, 56, 60, 64]
    yield set(every.results.values()), {"fits", "does not fit"}
    edge = max(n for n, result in every.results.items() if result == "fits")
    yield list(every.results.values()), ["fits" if n <= edge else "does not fit" for n in every.results]
    for sweep in (every, few):
        yield f"N fits up to {edge}" in sweep.words(), True
        yield f"{edge + 4} does not: oom" in " ".join(sweep.words().split()), True
        yield "monotonic" in sweep.words(), False
        yield from of_its_own(sweep)
    yield few.results.items() <= every.results.items(), True


def divided(options):
    one = Sweep(options, "one", SPREAD, "--sweep", DIVIDED, "-j", "1")
    four = Sweep(options, "four", SPREAD, "--sweep", DIVIDED, "-j", "4")
    few = Sweep(options, "fewer", SPREAD, "--sweep", DIVIDED, "--largest", "-j", "4")
    yield one.results, {n: "does not fit" if n == 67 else "fits" for n in range(64, 69)}
    yield one.table(), four.table()
    for sweep in (one, few):
        words = " ".join(sweep.words().split())
        yield "N fits up to 66" in words and "not monotonic: 68 fits" in words, True
    yield from of_its_own(one)


def boards(options):
    sweep = Sweep(options, "boards", GROWING, "-j", "2", board="n150,p150")
    yield [(r["board"], r["result"]) for r in sweep.rows], [("n150", "fits"), ("p150", "fits")]
    # p150 has more cores
    yield int(sweep.rows[0]["peak_bytes"]) > int(sweep.rows[1]["peak_bytes"]), True
    yield sweep.status, 0


def main():
    parser = argparse.ArgumentParser()
    for name in ("l1record", "l1analyze", "venvs", "version"):
        parser.add_argument(f"--{name}", required=True, type=str if name == "version" else os.path.abspath)
    options = parser.parse_args()
    options.python = prepare(options.venvs, options.version)
    wrong = count = 0
    with tempfile.TemporaryDirectory() as folder:
        options.folder = pathlib.Path(folder)
        for case in (monotonic, divided, boards):
            for i, (got, expected) in enumerate(case(options)):
                count += 1
                if got != expected:
                    wrong += 1
                    print(f"{case.__name__} {i}: {got} where {expected} was expected")
    print(f"{count} answers, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
