#!/usr/bin/env python3
"""What a page of `l1analyze report` costs: its size, making it, showing it in a headless Chromium, and moving
its cursor; and what `l1analyze watch` costs the program that it watches. Copied beside the browser it uses.

    page_bench.py FOLDER            prints name,value,unit lines

The streams are those of record_bench, a million events each. Processor time of the watched program is that
of record_bench itself, at the stream's own gaps, alternately with and without a watcher.
"""
import os
import pathlib
import pty
import resource
import signal
import statistics
import subprocess
import sys
import time

import browser

HERE = pathlib.Path(__file__).resolve().parent
ANALYZE = HERE.parents[1] / "bin" / "l1analyze"
RECORD = HERE.parent / "bench" / "record_bench"
QUICK = bool(os.environ.get("L1TRACE_BENCH_QUICK"))
EVENTS, RUNS, STEPS = (20000, 1, 3) if QUICK else (1000000, 5, 50)
WATCHED_RUNS = 1 if QUICK else 9
TO_BE_READY = """new MutationObserver((_, o) => { if (document.documentElement?.dataset.ready === "1") {
    o.disconnect(); requestAnimationFrame(() => setTimeout(() => { window.readyMs = performance.now(); })); } })
    .observe(document, {attributes: true, subtree: true, childList: true});"""
READOUT = "document.getElementById('readout').textContent"
NEXT_PICTURE = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def say(name, value, unit):
    print(f"{name},{value},{unit}" if isinstance(value, str) else f"{name},{value:.3f},{unit}", flush=True)


def record(kind, path):
    """Processor seconds of the recorded program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([RECORD, kind, str(EVENTS)], env=dict(os.environ, L1TRACE=str(path)), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds(*words):
    begin = time.monotonic()
    subprocess.run([ANALYZE, *words], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - begin


def make(kind, trace, page):
    ratios = []
    for _ in range(RUNS):
        made = seconds("report", "-f", trace, "-o", page)
        ratios.append((made, made / seconds("peak", trace)))
    say(f"page_{kind}_bytes", page.stat().st_size / 1e6, "MB")
    say(f"page_{kind}_seconds", statistics.median(made for made, _ in ratios), "s")
    say(f"page_{kind}_over_peak", statistics.median(ratio for _, ratio in ratios), "ratio")


def private_mb(b):
    """Of the process that shows the page."""
    session, b.session = b.session, None
    renderers = [p["id"] for p in b.ask("SystemInfo.getProcessInfo")["processInfo"] if p["type"] == "renderer"]
    b.session = session
    sizes = []
    for pid in renderers:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        sizes.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024)
    return max(sizes)


def busy_ms(b):
    """Time of all tasks of the page until now."""
    return 1000 * next(m["value"] for m in b.ask("Performance.getMetrics")["metrics"]
                       if m["name"] == "TaskDuration")


def moved(b):
    """ms of each cursor move, its picture included; to an op there is none in a run without ops."""
    took = []
    for i in range(STEPS):
        words, before = b.evaluate(READOUT), busy_ms(b)
        b.press("ArrowRight" if i % 2 else "ArrowLeft", shift=i % 4 > 1)
        b.evaluate(NEXT_PICTURE)
        ms = busy_ms(b) - before
        if b.evaluate(READOUT) != words:
            took.append(ms)
    return took


def show(kind, page):
    painted, took = [], []
    for _ in range(RUNS):
        b = browser.Browser()
        try:
            b.ask("Performance.enable")
            b.ask("Page.addScriptToEvaluateOnNewDocument", source=TO_BE_READY)
            b.evaluate(NEXT_PICTURE)
            blank = private_mb(b)
            b.open(str(page))
            b.evaluate(NEXT_PICTURE)
            painted.append(b.evaluate("window.readyMs"))
            memory = private_mb(b) - blank
            took = moved(b)
        finally:
            b.close()
    say(f"page_{kind}_painted", statistics.median(painted), "ms")
    say(f"page_{kind}_memory", memory, "MB")
    say(f"page_{kind}_cursor", statistics.median(took), "ms")
    say(f"page_{kind}_cursor_worst", max(took), "ms")


def watched(path):
    """Processor seconds of the recorded program while it is watched on a terminal."""
    pid, terminal = pty.fork()
    if not pid:
        os.environ["TERM"] = "xterm"
        while not path.exists():
            time.sleep(0.01)
        os.execv(ANALYZE, [ANALYZE, "watch", path])
    reader = subprocess.Popen(["cat"], stdin=terminal, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return record("loop", path)
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        reader.kill()
        reader.wait()
        os.close(terminal)


def watch(folder):
    path, ratios = folder / "watched.l1t", []
    for _ in range(WATCHED_RUNS):
        alone = record("loop", path)
        path.unlink()
        ratios.append(watched(path) / alone)
        path.unlink()
    say("watched_over_alone", statistics.median(ratios), "ratio")


def main(folder):
    for kind in ("loop", "churn"):
        trace, page = folder / f"{kind}.l1t", folder / f"{kind}.html"
        record(kind, trace)
        make(kind, trace, page)
        if browser.program():
            show(kind, page)
        else:
            for name in ("painted", "memory", "cursor", "cursor_worst"):
                say(f"page_{kind}_{name}", "unavailable", "no Chromium")
    seconds("report", "--full", "-f", folder / "churn.l1t", "-o", page)
    say("page_churn_full_bytes", page.stat().st_size / 1e6, "MB")
    watch(folder)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
