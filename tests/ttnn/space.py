"""Compares l1analyze frag with the runtime: its views of memory at each step, and each address it
chose."""
import collections

from records import L1, L1_SMALL

ANNOUNCED, PER_CORE = 1, 2
FAILED = {"oom": ("need_bytes bytes_per_bank", "free_bytes free_bytes",
                  "largest_free_bytes largest_free_bytes"),
          "clash": ("region_end region_end", "lowest_buffer lowest_buffer")}


def check(ask, trace, truth, say):
    """The row before each step is what get_memory_view returned there; and no row contradicts
    itself."""
    rows = collections.defaultdict(list)
    for row in ask("frag", "--kind", "all"):
        rows[row["handle"], row["kind"]].append(row)
    steps = {trace.strings[r.name]: r.time_ns for r in trace.of("mark_begin")}
    for line in truth:
        time = steps.get(line["step"])
        for device in line["devices"] if time is not None else ():
            handle = opening(trace, device["mesh"], time)
            for kind in ("l1", "l1_small", "dram"):
                compare(device[kind], [r for r in rows[handle, kind] if r["time_ns"] <= time],
                        f"step '{line['step']}': frag, {kind} of mesh {device['mesh']}", say)
    return sum(map(len, rows.values()))


def opening(trace, mesh, time):
    """Handle of the device with this mesh id that was open then."""
    return max((d.time_ns, d.device) for d in trace.of("device")
               if d.mesh == mesh and d.time_ns <= time)[1]


def compare(view, before, where, say):
    if not view["bank_bytes"]:
        if before:
            say(f"{where}: rows, where the runtime has no bank")
        return
    if not before:
        say(f"{where}: no row")
        return
    row = before[-1]
    edges = [0, *(e for begin, size in view["blocks"] for e in (begin, begin + size)),
             view["bank_bytes"]]
    gaps = [end - begin for begin, end in zip(edges[::2], edges[1::2]) if end > begin]
    ours = [row[name] for name in ("capacity_bytes", "free_bytes", "largest_free_bytes", "holes")]
    theirs = [view["bank_bytes"], view["free"], view["largest"], len(gaps)]
    if ours != theirs:
        say(f"{where}: capacity, free, largest, holes are {ours}, the runtime's {theirs}")
    outside = 1 - view["largest"] / view["free"] if view["free"] else 0
    if abs(row["fragmentation"] - outside) > 1e-6:
        say(f"{where}: fragmentation is {row['fragmentation']}")


def check_policy(ask, trace, say):
    """A replay by the runtime's own rule puts each buffer where the runtime put it, and what failed
    fails again, with the runtime's numbers. Returns how many addresses agree."""
    rows = ask("frag", "--policy", "runtime")
    if any(r.flags & PER_CORE and r.type in (L1, L1_SMALL) for r in trace.of("alloc")):
        if rows:
            say("frag --policy: rows, though buffers have addresses of their own on each core")
        return 0
    counts = collections.Counter()
    for row in rows:
        counts[row["verdict"]] += row["count"]
        if row["verdict"] == "failure stays":
            agree(trace, row, say)
    placed = [r for r in trace.of("alloc")
              if r.type in (L1, L1_SMALL) and not r.flags & PER_CORE]
    expected = {
        "placed as recorded": len([r for r in placed if not r.flags & ANNOUNCED]),
        "was there before": len([r for r in placed if r.flags & ANNOUNCED]),
        "failure stays": len([r for r in trace.of("failure") if r.type == 1 or
                              r.type == 0 and r.buffer_type in (L1, L1_SMALL)])}
    for verdict in {*expected, *counts}:
        if counts[verdict] != expected.get(verdict, 0):
            say(f"frag --policy runtime: {counts[verdict]} {verdict}, the trace has "
                f"{expected.get(verdict, 0)}: "
                f"{[r for r in rows if r['verdict'] == verdict][:2]}")
    return counts["placed as recorded"]


def agree(trace, row, say):
    failure = trace.of("failure")[row["failure"] - 1]
    for pair in FAILED[row["failure_kind"]]:
        ours, theirs = pair.split()
        if row[ours] != getattr(failure, theirs):
            say(f"frag --policy runtime: failure {row['failure']}: {ours} {row[ours]}, the "
                f"runtime said {getattr(failure, theirs)}")
