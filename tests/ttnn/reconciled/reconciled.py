#!/usr/bin/env python3
"""What the runtime reports of its allocator at many moments is what the trace has at these moments, block by
block, as `l1analyze reconcile` says; and it says so because it is: the reports are read here, too, by a
reader of their own, and a report beside another moment differs.

    reconciled.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import csv
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from run import prepare, tail  # noqa: E402

DUMPS, TIMEOUT_S = 20, 250
FILES = ("memory_usage_summary.csv", "l1_usage_summary.csv", "detailed_memory_usage.csv")


def expect(holds, what):
    if not holds:
        sys.exit(f"FAILED: {what}")


def record(options, python, folder):
    environment = dict(os.environ, PYTHONPATH=str(HERE.parent), PYTHONDONTWRITEBYTECODE="1",
                       L1TRACE_TEST_DUMPS=str(DUMPS), L1TRACE_MOCK_COMPILER="stand-in")
    for name in ("L1TRACE", "L1TRACE_OVERFLOW", "LD_PRELOAD", "TT_METAL_RUNTIME_ROOT", "L1TRACE_TRUTH"):
        environment.pop(name, None)
    with open(folder / "log", "wb") as log:
        done = subprocess.run([options.l1record, "--mock", "n150", "-o", "run.l1t", "--", python,
                               HERE / "dumping.py"], cwd=folder, env=environment, stdout=log,
                              stderr=log, stdin=subprocess.DEVNULL, timeout=TIMEOUT_S)
    expect(done.returncode == 0, f"recording ended with {done.returncode}\n{tail(folder / 'log')}")


def reconcile(options, folder, *words):
    """(exit code, rows, what was said)"""
    done = subprocess.run([options.l1analyze, "reconcile", "--format", "csv", *words], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, list(csv.DictReader(io.StringIO(done.stdout))), done.stderr


def blocks_in(path):
    """[(kind, address from the begin of the memory, bytes)] of what is allocated, by title and columns."""
    kind, found = None, []
    for line in path.read_text().splitlines():
        if re.fullmatch(r",(DRAM|L1|L1_SMALL)", line):
            kind = line[1:].lower()
        cells = line.split()
        if len(cells) == 6 and cells[-1] == "yes":
            found.append((kind, int(cells[1]), int(cells[2])))
    return sorted(found)


def numbers_in(path):
    return [int(n) for line in path.read_text().splitlines() for n in line.split(",")[1:]
            if n.strip().isdigit()]


def begins(options, folder):
    """Where each memory begins, as the recorder asked the runtime."""
    done = subprocess.run([options.l1analyze, "query", "SELECT dram_base AS dram, unreserved_base AS l1, "
                           "l1_bytes - l1_small_bytes AS l1_small FROM device", "--format", "csv",
                           "run.l1t"], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return {k: int(v) for k, v in next(csv.DictReader(io.StringIO(done.stdout))).items()}


def check_dump(options, folder, prefix, at):
    """Compares all of one dump; returns how many blocks it has, by memory."""
    reports = folder / "generated/reports"
    status, rows, said = reconcile(options, folder, "--fail-on", "difference", "run.l1t",
                                   *(reports / (prefix + name) for name in FILES))
    expect(status == 0, f"{prefix}: exit {status}\n{said}" + "\n".join(
        str(r) for r in rows if r["agrees"] == "0"))
    for name in FILES:
        mine = [r for r in rows if r["report"] == prefix + name]
        figures = [int(r["reported_bytes"]) for r in mine if r["scope"] in ("bank", "device")]
        expect(figures == numbers_in(reports / (prefix + name)), f"{prefix}{name}: {figures}")
        expect(all(r["agrees"] == "1" and r["reported_bytes"] == r["recorded_bytes"] for r in mine),
               f"{prefix}{name}: a row does not agree")
    listed = sorted((r["kind"], int(r["address"]) - at[r["kind"]], int(r["reported_bytes"]))
                    for r in rows if r["scope"] == "block")
    expect(listed == blocks_in(reports / (prefix + FILES[2])), f"{prefix}: {listed}")
    check_in_use(rows, prefix)
    return [sum(1 for b in listed if b[0] == kind) for kind in at]


def check_in_use(rows, prefix):
    """What the trace alone has adds up: cores to the device, parts to the total."""
    use = [r for r in rows if r["what"] == "in use"]
    cores = [r for r in use if r["scope"] == "core"]
    count = [sum((x1 - x0 + 1) * (y1 - y0 + 1) for x0, y0, x1, y1 in
                 (map(int, re.split("[,-]", one)) for one in r["cores"].split())) for r in cores]
    expect(sum(count) == 64, f"{prefix}: {sum(count)} cores")
    device = next(r for r in use if r["scope"] == "device")
    for column in ("recorded_bytes", "program_bytes", "total_bytes"):
        expect(sum(n * int(r[column]) for n, r in zip(count, cores)) == int(device[column]),
               f"{prefix}: {column} of cores and device")
    expect(all(int(r["recorded_bytes"]) + int(r["program_bytes"]) == int(r["total_bytes"]) for r in use),
           f"{prefix}: parts and total")
    held = sum(int(r["reported_bytes"]) for r in rows if r["report"] == prefix + FILES[0]
               and r["scope"] == "bank" and r["what"] == "allocated" and r["kind"] != "dram")
    expect(all(int(r["recorded_bytes"]) == held for r in cores), f"{prefix}: buffers of a core")


def check_refusals(options, folder):
    """A report beside another moment differs; one without a name of the run's has no moment."""
    reports = folder / "generated/reports"
    times = [int(reconcile(options, folder, "run.l1t", reports / f"{i}_{FILES[0]}")[1][0]["time_ns"])
             for i in (5, 15)]
    expect(times[0] < times[1], f"the moments {times}")
    status, rows, _ = reconcile(options, folder, "--fail-on", "difference", "--at", f"{times[0]}ns",
                                "run.l1t", reports / f"15_{FILES[2]}")
    expect(status == 1 and any(r["agrees"] == "0" and r["scope"] == "block" for r in rows),
           "a report beside another moment does not differ")
    shutil.copy(reports / f"15_{FILES[2]}", folder / "renamed.csv")
    status, rows, said = reconcile(options, folder, "run.l1t", "renamed.csv")
    expect(status == 2 and not rows and "--at TIME" in said, f"a renamed report: {status} {said}")
    status, rows, _ = reconcile(options, folder, "--at", f"{times[1]}ns", "run.l1t", "renamed.csv")
    expect(status == 0 and all(r["agrees"] != "0" for r in rows), "a renamed report at its moment")
    _, rows, said = reconcile(options, folder, "run.l1t", reports / f"again_{FILES[2]}")
    expect(rows and not any(r["scope"] == "block" and r["kind"] == "l1" for r in rows),
           "of two reports of one name not the last one was compared")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--venvs", "--version"):
        parser.add_argument(name, required=True)
    for name in ("--l1record", "--l1analyze"):
        parser.add_argument(name, required=True, type=os.path.abspath)
    options = parser.parse_args()
    python = prepare(options.venvs, options.version)
    with tempfile.TemporaryDirectory(prefix="l1t-reconciled-") as name:
        folder = pathlib.Path(name).resolve()
        record(options, python, folder)
        at = begins(options, folder)
        counts = [check_dump(options, folder, f"{i}_", at) for i in range(DUMPS)]
        check_refusals(options, folder)
    blocks = [sum(c) for c in zip(*counts)]
    expect(all(blocks), f"not every memory had blocks: {dict(zip(at, blocks))}")
    print(f"ttnn {options.version}: {DUMPS} moments agree, blocks: {dict(zip(at, blocks))}")


if __name__ == "__main__":
    main()
