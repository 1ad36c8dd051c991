#!/usr/bin/env python3
"""What l1analyze says by mark is what its single rows say when they are put together by hand: which
passes are open at a time, and how they lie in each other, is found here from the recorded begins and
ends. The model of by_module.py; in each window a trace, its databases and sqlite3 alone agree.

    by_mark.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1

Exit: 0 agreed, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import collections
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import by_module
from by_module import SOURCE, VERBS, WINDOWS, asked, least, most, text
from run import prepare


class Pass:
    def __init__(self, name, thread, begin, around):
        self.name, self.thread, self.begin, self.end, self.depth = name, thread, begin, float("inf"), around
        self.number = None


def passes_of(db):
    """In the order in which they are shown: each outermost one with all that its thread did in it."""
    passes, opened, count, root = [], collections.defaultdict(list), collections.Counter(), {}
    for time_ns, thread, event, name in db.execute(
            "SELECT time_ns, thread, event, name FROM mark ORDER BY time_ns, rowid"):
        mine = opened[thread]
        if event == "begin":
            one = Pass(name, thread, time_ns, len(mine))
            count[name] += 1
            one.number, one.nth = count[name], len(passes)
            root[thread] = one.nth if not mine else root[thread]
            one.root = root[thread]
            mine.append(one)
            passes.append(one)
        else:
            ended = next((one for one in reversed(mine) if one.name == name), None)
            if ended:
                ended.end = time_ns
                mine.remove(ended)
    return passes


class Passes:
    def __init__(self, db):
        self.begun = passes_of(db)
        self.shown = sorted(self.begun, key=lambda one: (one.root, one.nth))

    def at(self, time_ns):
        """(pass, whether it is the innermost); (None, True): none is open."""
        inside = [one for one in self.begun if one.begin <= time_ns < one.end]
        return [(one, one is inside[-1]) for one in inside] or [(None, True)]

    def put_together(self, rows, time_of, *key):
        """The groups in the order of passes: ((pass, device, ..), [(row, own)])."""
        groups = collections.defaultdict(list)
        for row in rows:
            for one, own in self.at(time_of(row)):
                groups[(one, *(row[k] for k in key))].append((row, own))
        return sorted(groups.items(), key=lambda g: (self.place(g[0][0]), g[0][1:]))

    def place(self, one):
        return -1 if one is None else self.shown.index(one)


def named(one, **values):
    end = None if one is None or one.end == float("inf") else one.end
    return dict(mark=one and one.name, **{"pass": one and one.number}, **values, begin_ns=one and one.begin,
                end_ns=end, depth=one and one.depth)


def ops(db, passes, _):
    began = dict(db.execute("SELECT op, min(time_ns) FROM op_row GROUP BY op"))
    rows = [dict(r, name=r["name"] or r["kind"], **{n: int(r["kind"] == k) for n, k in (
        ("launches", "launch"), ("captured", "captured"), ("replayed", "replay"), ("failed", "failed"))})
        for r in db.execute("SELECT * FROM ops")]
    rows += map(dict, db.execute("SELECT * FROM op_replayed"))
    for (one, device), group in passes.put_together(rows, lambda r: began[r["op"]], "device"):
        group = [row for row, _ in group]
        best = min(group, key=lambda r: (r["peak_bytes"] is None, -(r["peak_bytes"] or 0), r["time_ns"] or 0,
                                         r["op"]))
        yield named(one, device=device, headroom_bytes=least(r["headroom_bytes"] for r in group),
                    kernel_text_bytes=most(r["kernel_text_bytes"] for r in group),
                    **{n: sum(r[n] for r in group) for n in ("launches", "captured", "replayed", "failed")},
                    **{n: best[n] for n in ("peak_bytes", "op", "name", "buffer_bytes", "l1_small_bytes",
                                            "program_bytes", "persistent_bytes", "time_ns")})


def leaks(db, passes, _):
    rows = db.execute("SELECT * FROM l1_leaks").fetchall()
    for (one, kind, reason), group in passes.put_together(rows, lambda r: r["alloc_ns"], "kind", "reason"):
        yield named(one, kind=kind, reason=reason, count=len(group),
                    bytes_per_core=sum(r["bytes_per_core"] for r, _ in group),
                    own_bytes=sum(r["bytes_per_core"] for r, own in group if own),
                    size_bytes=sum(r["size_bytes"] for r, _ in group),
                    callsites=len({r["callsite"] for r, _ in group}),
                    first_alloc_ns=min(r["alloc_ns"] for r, _ in group),
                    last_alloc_ns=max(r["alloc_ns"] for r, _ in group))


def callsites(db, passes, _):
    rows = db.execute("SELECT * FROM l1_buffers").fetchall()
    for (one, device, kind), group in passes.put_together(rows, lambda r: r["alloc_ns"], "device", "kind"):
        held, steps = 0, [(r["alloc_ns"], r["bytes_per_core"]) for r, _ in group]
        steps += [(r["free_ns"], -r["bytes_per_core"]) for r, _ in group if r["free_ns"] is not None]
        highest = max(held := held + step for _, step in sorted(steps))
        yield named(one, device=device, kind=kind, count=len(group), most_bytes=highest,
                    sum_bytes=sum(r["bytes_per_core"] for r, _ in group),
                    own_bytes=sum(r["bytes_per_core"] for r, own in group if own),
                    largest_bytes=max(r["bytes_per_core"] for r, _ in group),
                    left_bytes=sum(r["bytes_per_core"] for r, _ in group if r["reason"] is not None))


def kernels(db, passes, window):
    rows = [r for r in db.execute("SELECT * FROM kernels") if window.get("device", r["device"]) == r["device"]]
    spans = db.execute("SELECT begin_ns, end_ns FROM span").fetchall()
    size = {(r["device"], r["program"]): r["program_bytes"] for r in rows}
    events = [(r["device"], r["program"], r["time_ns"], 1) for r in rows if r["risc"] not in ("trisc1", "trisc2")
              and any(b <= r["time_ns"] < e for b, e in spans)]
    events += [(*r, 0) for r in db.execute("SELECT device, program, time_ns FROM ops WHERE program NOT NULL")]
    events += [(r["device"], r["program"], r["time_ns"], 0) for r in db.execute(
        "SELECT o.device, o.program, o.time_ns, o.op, s.text AS name FROM replayed_in_time r JOIN op o "
        "ON o.run = r.run AND o.op = r.op AND o.opening = r.opening JOIN string s ON s.id = o.name")
        if window.get("op", r["op"]) in (r["op"], r["name"]) and window.get("device", r["device"]) == r["device"]]
    rows = [dict(device=d, program=p, time_ns=t, compiled=c) for d, p, t, c in events if (d, p) in size]
    for (one, device), group in passes.put_together(rows, lambda r: r["time_ns"], "device"):
        programs = {row["program"] for row, _ in group}
        largest = max(programs, key=lambda p: (size[device, p], -p))
        yield named(one, device=device, programs=len(programs), compiled=sum(r["compiled"] for r, _ in group),
                    program=largest, program_bytes=size[device, largest])


def compare(options, verb, window, db, passes, sources):
    """Returns the number of rows; the first difference ends the program."""
    found = db.execute((SOURCE / f"queries/{verb}_by_mark.sql").read_text()).fetchall()
    wanted = list(globals()[verb](db, passes, window))
    if len(found) != len(wanted):
        sys.exit(f"{verb} in {window}: {len(found)} rows, and not {len(wanted)}")
    for row, mine in zip(map(dict, found), wanted):
        theirs = {name: row[name] for name in mine}
        if theirs != mine:
            sys.exit(f"{verb} in {window}: {theirs}\nand not {mine}")
    for source in sources:
        if asked(options, verb, "mark", window, source)[1:] != [text(row) for row in found]:
            sys.exit(f"{verb} in {window}: {source.name} and sqlite3 have other rows")
    return len(found)


def parts_are_the_whole(db):
    """What is in no pass inside, of all passes, is what there is: no byte is lost, or counted twice."""
    for verb, column in (("callsites", "sum_bytes"), ("leaks", "bytes_per_core")):
        view = {"callsites": "l1_buffers", "leaks": "l1_leaks"}[verb]
        rows = db.execute((SOURCE / f"queries/{verb}_by_mark.sql").read_text()).fetchall()
        own = sum(row["own_bytes"] for row in rows)
        whole = db.execute(f"SELECT sum(bytes_per_core) FROM {view}").fetchone()[0]
        if own != whole or not any(row[column] > row["own_bytes"] for row in rows):
            sys.exit(f"{verb}: own bytes are {own} of {whole}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("l1record", "l1analyze", "venvs", "version"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    python = prepare(options.venvs, options.version)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        by_module.record(options, python, folder)
        trace, lean, full = (folder / name for name in ("run.l1t", "lean.db", "full.db"))
        subprocess.run([options.l1analyze, "load", trace, "-o", lean], check=True, capture_output=True)
        subprocess.run([options.l1analyze, "load", "--full", trace, "-o", full], check=True, capture_output=True)
        db = sqlite3.connect(full)
        db.row_factory = sqlite3.Row
        passes, rows = Passes(db), collections.Counter()
        parts_are_the_whole(db)
        for window in WINDOWS:
            db.execute("UPDATE window SET " + ", ".join(f"{n} = ?" for n in window)
                       if window else "UPDATE window SET mark = NULL", tuple(window.values()))
            for verb in VERBS:
                rows[verb] += compare(options, verb, window, db, passes, (trace, lean, full))
            db.rollback()
    print(f"{options.version}: agreed, in {len(WINDOWS)} windows, rows {dict(rows)}")
    if min(rows.values()) < 100 or len(rows) < len(VERBS):
        sys.exit("too few rows were compared")


if __name__ == "__main__":
    main()
