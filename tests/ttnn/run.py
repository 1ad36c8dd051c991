#!/usr/bin/env python3
"""All scenarios on one ttnn version and one board, recorded by l1record --mock, then checked.

    run.py --l1record L1RECORD [--l1analyze L1ANALYZE] --venvs FOLDER --version 0.81.1 --board n150
           [--keep FOLDER] [--half 0|1] [SCENARIO...]

The board galaxy is a mesh of 32 chips; its scenarios are in a folder of that name.
Exit: 0 all ran and agree, 1 not, 77 the real runtime cannot run here (see prepare.sh).
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import zlib

import analysis
import check
import cluster
from records import Trace

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_S = 150
LONGEST = ("ten_thousand", "fragments")   # begun first, so that none is left to run alone


def prepare(folder, version):
    """The version's python, or the end of this program."""
    done = subprocess.run([HERE / "prepare.sh", folder, version], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        if done.returncode == 77:
            print("SKIPPED: no real runtime here, for the reason above")
        sys.exit(done.returncode)
    return done.stdout.strip()


def record(options, python, scenario, folder):
    """Runs a scenario under l1record; returns what went wrong, or None."""
    environment = dict(os.environ, PYTHONPATH=str(HERE), PYTHONDONTWRITEBYTECODE="1",
                       L1TRACE_TRUTH=str(folder / "truth.jsonl"), L1TRACE_TEST_BOARD=options.board,
                       L1TRACE_MOCK_COMPILER="stand-in")
    for name in ("L1TRACE", "L1TRACE_OVERFLOW", "LD_PRELOAD", "TT_METAL_RUNTIME_ROOT"):
        environment.pop(name, None)
    board = options.board
    if board == "galaxy":
        board = folder / "cluster.yaml"
        board.write_text(cluster.descriptor(4, 8))
    command = [options.l1record, "--mock", board, "-o", "run.l1t", "--", python, scenario]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True)
        try:
            status = process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"did not end within {TIMEOUT_S} s"
    return f"ended with status {status}" if status else None


def tail(path, lines=12):
    text = path.read_text(errors="replace").splitlines()
    text = [t for t in text if " | info " not in t and " | DEBUG " not in t]
    return "\n".join("    " + t[:300] for t in text[-lines:])


def run_one(options, python, scenario, folder):
    """Returns (complaints, a line about the scenario)."""
    folder.mkdir(parents=True)
    begin = time.monotonic()
    wrong, steps, traces = [], 0, []
    problem = record(options, python, scenario, folder)
    recorded = time.monotonic()
    if problem:
        wrong.append(problem + "\n" + tail(folder / "log"))
    try:
        paths = sorted(folder.glob("run*.l1t"), key=lambda p: (p.name != "run.l1t", p.name))
        if (folder / "run.l1t.live").exists():
            wrong.append("the live file was left behind")
        with open(folder / "truth.jsonl") as file:
            truth = [json.loads(line) for line in file]
        traces = [Trace(path) for path in paths]
        steps = check.check(truth, traces, wrong.append)
        turn = zlib.crc32(f"{options.version} {options.board}".encode())
        for trace in traces if options.l1analyze else ():
            analysis.check(options.l1analyze, trace, [t for t in truth if t["pid"] == trace.pid],
                           turn, wrong.append)
    except Exception as error:      # a broken trace must not stop the other scenarios
        wrong.append("".join(traceback.format_exception(error))[-600:])
    if not steps:
        wrong.append("no step was compared")
    size = sum(path.stat().st_size for path in folder.glob("run*.l1t"))
    return wrong, (f"{steps} steps, {len(traces)} traces, {size} bytes, "
                   f"{recorded - begin:.1f} s + {time.monotonic() - recorded:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--venvs", "--version", "--board"):
        parser.add_argument(name, required=True)
    parser.add_argument("--l1record", required=True, type=os.path.abspath)
    parser.add_argument("--l1analyze", type=os.path.abspath,
                        help="without it traces are compared with the runtime only")
    parser.add_argument("--keep", help="folder for the traces, kept")
    parser.add_argument("--half", type=int, choices=(0, 1), help="every second scenario only")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("scenarios", nargs="*")
    options = parser.parse_args()
    python = prepare(options.venvs, options.version)
    where = HERE / ("galaxy" if options.board == "galaxy" else "scenarios")
    scenarios = {path.stem: path for path in sorted(
        where.glob("*.py"), key=lambda path: (path.stem not in LONGEST, path.stem))}
    if options.half is not None:
        half = set(sorted(scenarios)[options.half::2])
        scenarios = {name: path for name, path in scenarios.items() if name in half}
    chosen = {name: scenarios[name] for name in options.scenarios} or scenarios
    top = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="l1t-ttnn-")).resolve()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = {name: pool.submit(run_one, options, python, path, top / name)
                for name, path in chosen.items()}
        for name, run in runs.items():
            wrong, words = run.result()
            print(f"{'FAILED' if wrong else 'ok'} {name} ({words})", flush=True)
            for what in wrong[:12]:
                print("  " + what)
            if len(wrong) > 12:
                print(f"  and {len(wrong) - 12} more")
            failed += bool(wrong)
    if not options.keep:
        shutil.rmtree(top, ignore_errors=True)
    print(f"ttnn {options.version} on {options.board}: {len(runs)} scenarios ran, {failed} failed")
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
