#!/usr/bin/env python3
"""What l1analyze says by module is what its single rows say when they are put together by hand: which
marks are open at a time is found here, from the recorded begins and ends. A model of layers runs in the
real runtime; in each window a trace, its databases and sqlite3 alone give the same rows.

    by_module.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import collections
import csv
import io
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[2]
sys.path.insert(0, str(HERE.parent))
from run import prepare  # noqa: E402

VERBS = ("ops", "callsites", "leaks", "kernels")
WINDOWS = [{}, {"mark": "warm"}, {"mark": "decode"}, {"mark": "Model.blocks.1"}, {"mark": "Model.head"},
           {"mark": "Model"}, {"mark": "step"},
           {"from_percent": 30, "to_percent": 60}, {"to_percent": 50}, {"op": "ttnn.matmul"}, {"op": 3},
           {"op": "ttnn.matmul", "mark": "warm"}, {"device": 0}, {"device": 1}]


def record(options, python, folder):
    environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE")}
    environment.update(L1TRACE_MOCK_COMPILER="stand-in", PYTHONPATH=str(SOURCE / "recorder/python"),
                       PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run([options.l1record, "--mock", "n150", "-o", "run.l1t", "--", python,
                           HERE / "layered.py"], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=150, check=False)
    if done.returncode:
        sys.exit(f"the model ended with status {done.returncode}: {done.stdout[-800:]}{done.stderr[-800:]}")


class Marks:
    """Marks by hand: an end belongs to the innermost begin of its name on its thread."""

    def __init__(self, db):
        self.passes, opened = [], []
        for time_ns, thread, event, name in db.execute(
                "SELECT time_ns, thread, event, name FROM mark ORDER BY time_ns, rowid"):
            if event == "begin":
                opened.append([name, thread, time_ns, float("inf")])
                self.passes.append(opened[-1])
            else:
                mine = [m for m in opened if m[:2] == [name, thread]]
                if mine:
                    mine[-1][3] = time_ns
                    opened.remove(mine[-1])

    def at(self, time_ns):
        """(name, whether it is the innermost) of each mark that is open; (None, True): none is."""
        names = [name for name, _, begin, end in self.passes if begin <= time_ns < end]
        return {(name, name == names[-1]) for name in names} or {(None, True)}

    def called(self, name):
        """How many of its passes are open at any time of the window."""
        return None if name is None else sum(p[0] == name and p[2] < p[3] and any(
            p[2] < end and begin < p[3] for begin, end in self.spans) for p in self.passes)

    def pass_at(self, name, time_ns):
        """How many of its passes have begun by then."""
        return sum(p[0] == name and p[2] < p[3] and p[2] <= time_ns for p in self.passes) or None


def put_together(rows, time_of, marks, *key):
    groups = collections.defaultdict(list)
    for row in rows:
        for module, own in marks.at(time_of(row)):
            groups[(module, *(row[k] for k in key))].append((row, own))
    return groups


def least(values):
    return min((v for v in values if v is not None), default=None)


def most(values):
    return max((v for v in values if v is not None), default=None)


def ops(db, marks, _):
    began = dict(db.execute("SELECT op, min(time_ns) FROM op_row GROUP BY op"))
    rows = [dict(r, name=r["name"] or r["kind"], **{n: int(r["kind"] == k) for n, k in (
        ("launches", "launch"), ("captured", "captured"), ("replayed", "replay"), ("failed", "failed"))})
        for r in db.execute("SELECT * FROM ops")]
    rows += map(dict, db.execute("SELECT * FROM op_replayed"))
    for (module, device), group in put_together(rows, lambda r: began[r["op"]], marks, "device").items():
        group = [row for row, _ in group]
        best = min(group, key=lambda r: (r["peak_bytes"] is None, -(r["peak_bytes"] or 0), r["time_ns"] or 0,
                                         r["op"]))
        yield dict(module=module, passes=marks.called(module), device=device,
                   headroom_bytes=least(r["headroom_bytes"] for r in group),
                   kernel_text_bytes=most(r["kernel_text_bytes"] for r in group),
                   **{n: sum(r[n] for r in group) for n in ("launches", "captured", "replayed", "failed")},
                   **{n: best[n] for n in ("peak_bytes", "op", "name", "buffer_bytes", "l1_small_bytes",
                                           "program_bytes", "persistent_bytes", "time_ns")})


def leaks(db, marks, _):
    rows = db.execute("SELECT * FROM l1_leaks").fetchall()
    for (module, kind, reason), group in put_together(rows, lambda r: r["alloc_ns"], marks, "kind",
                                                      "reason").items():
        yield dict(module=module, kind=kind, reason=reason, passes=marks.called(module), count=len(group),
                   bytes_per_core=sum(r["bytes_per_core"] for r, _ in group),
                   own_bytes=sum(r["bytes_per_core"] for r, own in group if own),
                   size_bytes=sum(r["size_bytes"] for r, _ in group),
                   callsites=len({r["callsite"] for r, _ in group}),
                   first_alloc_ns=min(r["alloc_ns"] for r, _ in group),
                   last_alloc_ns=max(r["alloc_ns"] for r, _ in group))


def callsites(db, marks, _):
    rows = db.execute("SELECT * FROM l1_buffers").fetchall()
    for (module, device, kind), group in put_together(rows, lambda r: r["alloc_ns"], marks, "device",
                                                      "kind").items():
        steps = [(r["alloc_ns"], r["bytes_per_core"]) for r, _ in group]
        steps += [(r["free_ns"], -r["bytes_per_core"]) for r, _ in group if r["free_ns"] is not None]
        held = highest = 0
        for _, step in sorted(steps):
            held += step
            highest = max(highest, held)
        yield dict(module=module, device=device, kind=kind, passes=marks.called(module), count=len(group),
                   sum_bytes=sum(r["bytes_per_core"] for r, _ in group),
                   own_bytes=sum(r["bytes_per_core"] for r, own in group if own), most_bytes=highest,
                   largest_bytes=max(r["bytes_per_core"] for r, _ in group),
                   left_bytes=sum(r["bytes_per_core"] for r, _ in group if r["reason"] is not None))


def kernels(db, marks, window):
    rows = [r for r in db.execute("SELECT * FROM kernels") if window.get("device", r["device"]) == r["device"]]
    spans = [tuple(row) for row in db.execute("SELECT begin_ns, end_ns FROM span")]
    size = {(r["device"], r["program"]): r["program_bytes"] for r in rows}
    inside, compiled, last = collections.defaultdict(set), collections.Counter(), {}
    for r in rows:
        if r["risc"] not in ("trisc1", "trisc2") and any(b <= r["time_ns"] < e for b, e in spans):
            for module, _ in marks.at(r["time_ns"]):
                compiled[module, r["device"]] += 1
                last[module, r["device"]] = max(r["time_ns"], last.get((module, r["device"]), 0))
                inside[module, r["device"]].add(r["program"])
    launched = db.execute("SELECT device, program, time_ns FROM ops WHERE program NOT NULL").fetchall()
    launched += [r for r in db.execute(
        "SELECT o.device, o.program, o.time_ns, o.op, s.text AS name FROM replayed_in_time r JOIN op o "
        "ON o.run = r.run AND o.op = r.op AND o.opening = r.opening JOIN string s ON s.id = o.name").fetchall()
        if window.get("op", r["op"]) in (r["op"], r["name"]) and window.get("device", r["device"]) == r["device"]]
    for r in launched:
        for module, _ in marks.at(r["time_ns"]):
            if (r["device"], r["program"]) in size:
                inside[module, r["device"]].add(r["program"])
    for (module, device), programs in inside.items():
        largest = max(programs, key=lambda p: (size[device, p], -p))
        yield dict(module=module, device=device, passes=marks.called(module), programs=len(programs),
                   compiled=compiled[module, device],
                   compiled_pass=marks.pass_at(module, last.get((module, device), -1)),
                   program=largest, program_bytes=size[device, largest])


def text(row):
    return ["" if value is None else str(value) for value in row]


def asked(options, verb, by, window, source):
    """The rows that the verb prints, its columns first."""
    words = []
    for name, value in window.items():
        word, unit = name.removesuffix("_percent"), "%" if name.endswith("_percent") else ""
        words += [f"--{word}", f"{value}{unit}"]
    done = subprocess.run([options.l1analyze, verb, "--by", by, *words, "--format", "csv", source],
                          capture_output=True, text=True, check=True)
    return list(csv.reader(io.StringIO(done.stdout)))


def compare(options, verb, window, db, marks, sources):
    """Returns the number of rows; the difference ends the program."""
    found = db.execute((SOURCE / f"queries/{verb}_by_module.sql").read_text()).fetchall()
    wanted = list(globals()[verb](db, marks, window))
    names = wanted[0].keys() if wanted else []
    mine = sorted(map(repr, ({n: row[n] for n in names} for row in map(dict, found))))
    theirs = sorted(map(repr, wanted))
    if mine != theirs:
        sys.exit(f"{verb} in {window}:\n" + "\n".join(set(mine) ^ set(theirs)))
    for source in sources:
        rows = asked(options, verb, "module", window, source)[1:]
        if rows != [text(row) for row in found]:
            sys.exit(f"{verb} in {window}: {source.name} gives\n{rows}\nand sqlite3\n"
                     f"{[text(row) for row in found]}")
    return len(found)


def growing(options, db, marks, source):
    """What grows in a loop grows in those modules that hold more of it after each pass."""
    done = subprocess.run([options.l1analyze, "leaks", "--per-mark", "step", "--by", "module", "--format",
                           "csv", source], capture_output=True, text=True, check=True)
    found = {row["module"]: (int(row["growth_bytes"]), int(row["grew"]))
             for row in csv.DictReader(io.StringIO(done.stdout))}
    passes = sorted(p[2:] for p in marks.passes if p[0] == "step")
    rows = db.execute("SELECT alloc_ns, free_ns, bytes_per_core FROM l1_buffers").fetchall()
    wanted = {}
    for module in {name for name, *_ in marks.passes}:
        mine = [r for r in rows if r["alloc_ns"] >= passes[0][0] and module in {n for n, _ in marks.at(r["alloc_ns"])}]
        held = [sum(r["bytes_per_core"] for r in mine if r["alloc_ns"] < end and
                    (r["free_ns"] is None or r["free_ns"] > end)) for _, end in passes]
        steps = {after - before for before, after in zip(held, held[1:])}
        if min(steps) > 0:
            wanted[module] = (steps.pop(), len(passes) - 1)
    if found != wanted or not {"Model", "Model.blocks.1", "step"} <= set(found):
        sys.exit(f"what grows by module is {found}, not {wanted}")


def late(options, source):
    """What is compiled in a later pass is said to be."""
    rows = asked(options, "kernels", "module", {}, source)
    passes = {row[rows[0].index("module")]: row[rows[0].index("compiled_pass")] for row in rows[1:]}
    if [passes[m] for m in ("Model.blocks.0", "Model.blocks.1", "Model", "Model.blocks.2", "step")] != [
            "1", "4", "4", "", "1"]:
        sys.exit(f"kernels were compiled in the passes {passes}")


def worst_first(options, source):
    """What a person looks for stands first, or is the first that has bytes of its own."""
    leaks_rows = [dict(zip(row_of[0], r)) for row_of in [asked(options, "leaks", "module", {}, source)] for r in row_of[1:]]
    order = [int(r["bytes_per_core"]) for r in leaks_rows]
    kept = [r["module"] for r in leaks_rows if int(r["own_bytes"]) >= 4096 and r["module"]]
    if order != sorted(order, reverse=True) or set(kept) != {"Model", "Model.blocks.1"}:
        sys.exit(f"leaks are {leaks_rows}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("l1record", "l1analyze", "venvs", "version"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    python = prepare(options.venvs, options.version)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        record(options, python, folder)
        trace, lean, full = (folder / name for name in ("run.l1t", "lean.db", "full.db"))
        subprocess.run([options.l1analyze, "load", trace, "-o", lean], check=True, capture_output=True)
        subprocess.run([options.l1analyze, "load", "--full", trace, "-o", full], check=True, capture_output=True)
        db = sqlite3.connect(full)
        db.row_factory = sqlite3.Row
        marks, rows = Marks(db), collections.Counter()
        for window in WINDOWS:
            db.execute("UPDATE window SET " + ", ".join(f"{n} = ?" for n in window)
                       if window else "UPDATE window SET mark = NULL", tuple(window.values()))
            marks.spans = [tuple(row) for row in db.execute("SELECT begin_ns, end_ns FROM span")]
            for verb in VERBS:
                rows[verb] += compare(options, verb, window, db, marks, (trace, lean, full))
            db.rollback()
        worst_first(options, trace)
        late(options, trace)
        for source in (trace, lean, full):
            growing(options, db, marks, source)
    print(f"{options.version}: agreed, in {len(WINDOWS)} windows, rows {dict(rows)}")
    if min(rows.values()) < 40 or len(rows) < len(VERBS):
        sys.exit("too few rows were compared")


if __name__ == "__main__":
    main()
