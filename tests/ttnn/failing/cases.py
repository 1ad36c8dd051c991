#!/usr/bin/env python3
"""Situations that people met, on the real runtime: explain's answers are compared with the
runtime's, and its proposals are tried.

    cases.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1 [CASE...]

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ACTIVATIONS = ((5, 56, 112), (6, 60, 88), (6, 56, 112), (7, 48, 104), (5, 48, 104))


class Run:
    """A recorded case."""

    def __init__(self, options, name, *arguments, board="n150"):
        self.options, self.trace = options, options.folder / "run.l1t"
        environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE")}
        environment["L1TRACE_MOCK_COMPILER"] = "stand-in"
        done = subprocess.run(
            [options.l1record, "--mock", board, "-f", "-o", self.trace, "--", options.python,
             HERE / "cases" / f"{name}.py", *map(str, arguments)], cwd=options.folder, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.status, self.said = done.returncode, {}
        for line in done.stdout.decode().splitlines():
            if line.startswith("{"):
                self.said.update(json.loads(line))
        self.outcome = self.said.get("outcome")

    def rows(self, failure=1):
        text = self._explain("--format", "jsonl").stdout
        return [r for r in map(json.loads, text.splitlines()) if r["failure"] == failure]

    def picture(self):
        done = self._explain("--width", "80")
        return done.stdout + done.stderr

    def ask(self, *arguments):
        return self._run(*arguments).stdout

    def complaints(self, *arguments):
        return self._run(*arguments).stderr

    def _explain(self, *arguments):
        return self._run("explain", *arguments)

    def _run(self, *arguments):
        return subprocess.run([self.options.l1analyze, *arguments, self.trace], check=True,
                              capture_output=True, text=True)


def cures(rows):
    return {r["owner_kind"]: r for r in rows if r["role"] == "cure" and r["fits"] == 1}


def semaphores(options):
    """Who took the last bytes, that nobody can release them, and that clearing the cache does."""
    run = Run(options, "semaphores", board="n300")
    if "blocks" not in run.said:
        return          # this release's collectives make none
    rows = run.rows(failure=2)      # the first one looks where the softmax ends
    kept = [r for r in rows if r["role"] == "cache"]
    yield len(kept), run.said["blocks"]
    yield {r["owner"] for r in kept}, {"ttnn.all_gather"}
    yield [r for r in rows if r["role"] == "in the way"], []
    yield [r["fits"] for r in rows if r["role"] == "set"], [0]
    yield set(cures(rows)), {"clear_program_cache", "shrink"}
    past = [r["note"] for r in rows if r["role"] == "past"]
    yield re.findall(r"ran (\d+) times before", past[0]), [str(run.said["ran"])]
    grew = [r for r in rows if r["role"] == "grew" and r["owner"] == "ttnn.all_gather"]
    yield sum(r["bytes_per_core"] for r in grew), sum(r["bytes_per_core"] for r in kept)
    yield "on chips 0,1" in run.picture(), True
    yield Run(options, "semaphores", "clear", run.said["length"], board="n300").outcome, None


def lifted(options):
    """Semaphores below a tensor that is gone belong into L1_SMALL; the sizes said are the least and the most."""
    rows = Run(options, "lifted", 0, board="n300").rows()
    cure = cures(rows)["l1_small_semaphores"]
    least, most = (int(n.replace(",", "")) for n in re.search(
        r"l1_small_size from ([\d,]+) to ([\d,]+) \(it was 0\)", cure["note"]).groups())
    held = [r for r in rows if r["owner_kind"] == "buffer" and r["owner"] != "ttnn.empty"]
    yield least, sum(r["bytes_per_core"] for r in held)
    for size in (least - 32, least, most, most + 32):
        again = Run(options, "lifted", size, "moved", board="n300")
        yield (size, again.said.get("softmax", False) and not again.outcome), (size, least <= size <= most)
    rows = Run(options, "lifted", 32768, board="n300").rows()       # all_gather's lie there now
    yield "into L1_SMALL, out of the way: ttnn.reduce_scatter with use_l1_small" in cures(rows)[
        "l1_small_semaphores"]["note"], True


def tables(options):
    """Who holds L1_SMALL, and the size that is enough; one unit less is not."""
    run = Run(options, "tables", 2048)
    rows = run.rows()
    held = [r for r in rows if r["owner_kind"] == "buffer"]
    yield {(r["role"], r["owner"]) for r in held}, {("cache", "ttnn.conv2d")}
    yield sum(r["bytes_per_core"] for r in held) >= run.said["held"], True
    enough = cures(rows)["l1_small_size"]["bytes_per_core"]
    same = re.search(r"allocate (\d+) B L1_SMALL", run.outcome).group(0)
    for size, gets_past in ((enough, True), (enough - 32, False)):
        again = Run(options, "tables", size)
        yield (size, again.said["passes"] > run.said["passes"] or same not in (again.outcome or ""),
               ), (size, gets_past)
    yield "free" in cures(rows), False
    yield "config_tensors_in_dram" in cures(rows), True
    yield Run(options, "tables", 2048, "dram").outcome, None


def activation(options):
    """deallocate_activation is proposed where it helps, and only there."""
    helped = []
    for shape in ACTIVATIONS:
        run = Run(options, "activation", *shape)
        if not run.outcome:
            continue
        rows, done = run.rows(), Run(options, "activation", *shape, "deallocate")
        yield (shape, "deallocate_activation" in cures(rows)), (shape, done.outcome is None)
        yield [r["owner"] for r in rows if r["role"] == "own" and r["owner"] != "ttnn.conv2d"], []
        yield any(r["release"] for r in rows if r["owner"] == "ttnn.conv2d"), False
        helped.append(done.outcome is None)
    yield set(helped), {False, True}


def kernels(options):
    """Bytes of each kernel and of the rest, and the runtime's lines."""
    run = Run(options, "kernels")
    if not run.outcome:
        return          # this release does not look at it in mock mode
    rows = run.rows()
    size = int(re.search(r"Program size \((\d+)\)", run.outcome).group(1))
    yield sum(r["bytes_per_core"] for r in rows if r["role"] == "kernel"), size
    yield any(r["role"] == "program" and r["owner"] == "ttnn.matmul" for r in rows), True
    yield "\n      semaphores 0 B\n" in run.picture(), True


def kept(options):
    """A loop keeps what one line made; its exception ends the program. One of these may go, not the input."""
    run = Run(options, "kept")
    rows = run.rows()
    made = [r for r in rows if r["owner_kind"] == "buffer" and r["owner"] == "ttnn.relu"]
    yield run.status, 1
    yield {r["role"] for r in made}, {"lives", "in the way"}
    yield [r["needed"] for r in rows if r["owner_kind"] == "buffer" and r["owner"] == "ttnn.empty"], ["call"]
    yield {r["fits"] for r in made}, {1}
    yield "nothing was allocated or launched after it; the run exited with 1" in \
        re.sub(r"\s+", " ", run.picture()), True


def passes(options):
    """Earlier passes say what the failing call uses and what nothing uses any more: freed, that helps."""
    width = 37 << 10
    while not (run := Run(options, "passes", width)).outcome:
        width += 256
    rows = {r["owner"]: r for r in run.rows() if r["owner_kind"] == "buffer" and r["owner"] != "ttnn.empty"}
    yield {name: (r["needed"], r["last_use"]) for name, r in rows.items() if r["role"] != "own"}, {
        "ttnn.exp": ("dead", "ttnn.relu"), "ttnn.relu": ("call", "ttnn.relu"),
        "ttnn.gelu": ("call", "ttnn.gelu")}
    yield [r["owner"] for r in run.rows() if r["role"] == "in the way"], ["ttnn.exp"]
    yield "in 3 earlier passes nothing used it from here on" in re.sub(r"\s+", " ", run.picture()), True
    yield Run(options, "passes", width, "dead").outcome, None


def operand(options):
    """The failing launch says what the call uses: that is not to be released, and the cures hold."""
    run = Run(options, "operand")
    rows = run.rows()
    made = [r for r in rows if r["owner_kind"] == "buffer" and r["owner"] == "ttnn.empty"]
    yield [(r["needed"], r["release"]) for r in made], [("call", 0)]
    yield set(cures(rows)) - {"shrink"}, {"dram", "dram_input"}
    yield "does not say" in run.complaints("uses"), False
    yield Run(options, "operand", "output").outcome, None
    yield Run(options, "operand", "input").outcome, None


def given(options):
    """An op that ran never before finds no room for its output. What its line gives it is not to be released
    before; what is proposed instead helps."""
    run = Run(options, "given")
    rows = run.rows()
    made = {r["owner"]: (r["needed"], r["release"]) for r in rows if r["owner_kind"] == "buffer"}
    yield made, {"ttnn.empty": (None, 1), "ttnn.slice": ("call", 0)}
    yield "the call uses it, as its line says" in re.sub(r"\s+", " ", run.picture()), True
    yield Run(options, "given", "dead").outcome, None


def rows(options):
    """A row of a tensor in row-major layout is one page, which no block makes smaller; tiles are."""
    run = Run(options, "rows")
    verdict = next(r for r in run.rows() if r["role"] == "verdict")
    paged = any(" x " in r["note"] for r in run.rows() if r["role"] == "region")    # not all releases tell it
    yield f"a page of {run.said['row_bytes']:,} bytes is larger than a tile: a row" in verdict["note"], paged
    yield Run(options, "rows", "tile").outcome, None


def own_addresses(options):
    """The hole in all banks, where tensors have addresses of their own: how many bytes it lacks,
    and the fewest bytes to release, compared with every possible set."""
    kept = (115200, 100096, 64000)
    size = 1 << 20
    while not (run := Run(options, "own_addresses", size)).outcome:
        size += 100 << 10
    rows = run.rows()
    verdict = next(r for r in rows if r["role"] == "verdict")
    room = size - verdict["missing_bytes"]
    yield "the same address of every bank" in verdict["note"], True
    said = re.search(r"1 window\(s\), largest (\d+) B", run.outcome)
    yield room, int(said.group(1)) if said else room        # at least as large as a row
    yield Run(options, "own_addresses", room).outcome, None
    for size in (room + 64, room + 60000, room + 120000):
        run = Run(options, "own_addresses", size)
        if "Out of Memory" not in run.outcome:
            continue            # 0.76 accepts an address below 0 and fails to mirror it
        rows = run.rows()
        lives = [r for r in rows if r["owner_kind"] == "buffer"]
        yield {r["bytes_per_core"] for r in lives}, set(kept)
        yield [r for r in lives if "an address of its own on cores" not in r["note"]], []
        fitting = [freed for n in range(len(kept) + 1) for freed in itertools.combinations(kept, n)
                   if Run(options, "own_addresses", size, *freed).outcome is None]
        smallest = min(fitting, key=lambda freed: (sum(freed), len(freed)))
        yield {r["bytes_per_core"] for r in lives if r["role"] == "in the way"}, set(smallest)
        yield {r["bytes_per_core"] for r in lives if r["fits"] == 1}, {
            freed[0] for freed in fitting if len(freed) == 1}
        yield cures(rows)["free"]["bytes_per_core"], sum(smallest)


def freed_view(options):
    """Who freed a tensor's memory: one buffer, at the line where its view was freed."""
    run = Run(options, "freed_view")
    yield run.said["shared"] and bool(run.outcome), True
    first = next(r for r in run.rows() if r["role"] == "freed")
    yield (first["owner"], first["bytes_per_core"]), ("ttnn.empty", int(run.said["bytes"]))
    yield first["callsite"], f"{run.said['file']}:{run.said['made']} <module>"
    yield f"by ttnn.deallocate at {run.said['file']}:{run.said['freed']} " in first["note"], True
    yield "freed by ttnn.deallocate" in run.picture(), True


def late_free(options):
    """What is held for nothing, by whom, since when; and the predicted peak without it is the real
    one."""
    run = Run(options, "late_free", "late")
    dead = json.loads(run.ask("uses", "--dead", "--format", "json"))[0]
    line = lambda what: f"{run.said['file']}:{run.said[what]} <module>"
    yield (dead["count"], dead["bytes_per_core"]), (1, run.said["bytes"])
    yield [dead[k] for k in ("made_by", "callsite", "last_use", "last_use_callsite", "freed",
                             "free_callsite")], [
        "ttnn.empty", line("made"), "ttnn.add", line("used"), "ttnn.deallocate", line("freed")]
    yield dead["dead_ops"], 6
    words = re.sub(r"\s+", " ", run.ask("uses", "--dead", "--width", "80"))
    peak, least = [int(n.replace(",", "")) for n in re.search(
        r"the peak of ([\d,]+) would be at most ([\d,]+)", words).groups()]
    worst = lambda r: max(row["peak_bytes"] for row in json.loads(r.ask("peak", "--format", "json")))
    yield worst(run), peak
    yield worst(Run(options, "late_free", "early")), least


def stopped(options):
    """No failure of memory, but the program failed."""
    run = Run(options, "stopped")
    yield "exited with 1, and no failure was recorded" in run.picture(), True


CASES = (semaphores, lifted, tables, activation, kernels, kept, passes, operand, given, rows, own_addresses,
         freed_view, late_free, stopped)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--l1record", "--l1analyze"):
        parser.add_argument(name, required=True, type=os.path.abspath)
    for name in ("--venvs", "--version"):
        parser.add_argument(name, required=True)
    parser.add_argument("cases", nargs="*")
    options = parser.parse_args()
    done = subprocess.run([HERE.parent / "prepare.sh", options.venvs, options.version],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    options.python, wrong = done.stdout.strip(), 0
    for case in CASES:
        if options.cases and case.__name__ not in options.cases:
            continue
        compared = 0
        with tempfile.TemporaryDirectory(prefix="l1t-case-") as name:
            options.folder = pathlib.Path(name)
            for compared, (got, want) in enumerate(case(options), 1):
                if got != want:
                    wrong += 1
                    print(f"{case.__name__}, comparison {compared}: {got} instead of {want}")
        print(f"ttnn {options.version}: {case.__name__}, {compared} comparisons", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
