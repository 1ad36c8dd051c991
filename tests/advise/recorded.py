"""Scripts recorded on the real runtime, a few at a time, and what l1analyze says of their traces.

Must not know: what is asked.
"""
import concurrent.futures
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading

import boards

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_S = 120
OUTCOME = """
SELECT 'peak' AS what, device, max(peak_bytes) AS number, NULL AS kind, NULL AS callsite, 0 AS nth
FROM peak GROUP BY device
UNION ALL SELECT 'failure', NULL, NULL, f.kind, c.callsite, f.failure
FROM failure f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
UNION ALL SELECT 'ops', NULL, count(DISTINCT op), NULL, NULL, 0
FROM ops WHERE type IS NULL OR type <> 'MoveDeviceOperation'
UNION ALL SELECT 'sizes', NULL, sum(program_bytes), NULL, NULL, 0
FROM ops WHERE type IS NULL OR type <> 'MoveDeviceOperation' ORDER BY what, device, nth"""


class Worker:
    """One process of worker.py under l1record."""

    def __init__(self, options, folder):
        self.folder = folder
        environment = {k: v for k, v in os.environ.items()
                       if k not in ("LD_PRELOAD", "L1TRACE", "L1TRACE_OVERFLOW", "TT_METAL_RUNTIME_ROOT")}
        environment.update(L1TRACE_MOCK_COMPILER="stand-in", PYTHONDONTWRITEBYTECODE="1",
                           PYTHONPATH=str(HERE.parents[1] / "recorder" / "python"))
        self.log = open(folder / "worker.log", "ab")
        self.process = subprocess.Popen(
            [options.l1record, "--mock", boards.for_l1record(options.board, folder), "-o", folder / "%p.l1t", "--", options.python,
             "-B", HERE / "worker.py"], cwd=folder, env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.log, text=True, start_new_session=True)

    def run(self, script, watch=None):
        """Records a script; returns its Run."""
        log = script.with_suffix(".log")
        order = {"script": str(script), "log": str(log), "watch": watch and str(watch)}
        late = threading.Timer(TIMEOUT_S, os.killpg, (self.process.pid, signal.SIGKILL))
        late.start()
        try:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        finally:
            late.cancel()
        if not line:
            raise RuntimeError(f"no answer about {script}")
        said = json.loads(line)
        # a later process may get the same id, and would find its trace there already
        trace = script.with_suffix(".watched.l1t" if watch else ".l1t")
        (self.folder / f"{said['pid']}.l1t").rename(trace)
        return Run(trace, said["status"], log.read_text(errors="replace"))

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()


class Run:
    """One script's trace and how the script ended: 0, 1 after an exception, -11 and the like."""

    def __init__(self, trace, status, log):
        self.trace, self.status, self.log = trace, status, log


class Recorder:
    """Some workers, each used by one thread at a time."""

    def __init__(self, options, folder, jobs):
        self.workers = queue.Queue()
        self.all = []
        for number in range(jobs):
            place = folder / f"worker{number}"
            place.mkdir()
            self.all.append(Worker(options, place))
            self.workers.put(self.all[-1])

    def run(self, script, watch=None):
        worker = self.workers.get()
        try:
            return worker.run(script, watch)
        finally:
            self.workers.put(worker)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for worker in self.all:
            worker.end()


def in_turn(jobs, function, items):
    """The function's answers, each as (item, answer or exception), as they come."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(function, item): item for item in items}
        for done in concurrent.futures.as_completed(waiting):
            yield waiting[done], done.exception() or done.result()


class Analyzer:
    """l1analyze, asked for rows."""

    def __init__(self, program):
        self.program = program

    def rows(self, verb, trace, *options):
        done = subprocess.run(
            [self.program, *verb.split(), "--format", "jsonl", *options, str(trace)],
                              capture_output=True, text=True, timeout=TIMEOUT_S)
        if done.returncode not in (0, 4):
            raise RuntimeError(f"l1analyze {verb}: status {done.returncode}: {done.stderr[-300:]}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def outcome(self, trace):
        """Of a run: each chip's peak; its failures as (kind, call site); its ops, without those
        that close gaps if there are any; the sum of their programs' bytes."""
        rows = self.rows("query", trace, OUTCOME)
        return ({r["device"]: r["number"] for r in rows if r["what"] == "peak"},
                [(r["kind"], r["callsite"] or "") for r in rows if r["what"] == "failure"],
                *(next((r["number"] or 0 for r in rows if r["what"] == what), 0)
                  for what in ("ops", "sizes")))
