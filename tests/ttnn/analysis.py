"""What l1analyze says about a trace, against the slow recount of peak.py and the truth."""
import collections
import json
import subprocess

import addresses
import check_phases
import database
import explaining
import leaking
import many_chips
import naming
import space
import using
from peak import peaks
from records import L1, L1_SMALL, PER_CORE, SAME_OP

PARTS = ("buffer_bytes", "l1_small_bytes", "program_bytes", "persistent_bytes")


def ask(l1analyze, path, verb, *options, status=(0,)):
    done = subprocess.run([l1analyze, verb, "--format", "json", *options, str(path)], timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode not in status:
        raise RuntimeError(f"l1analyze {verb}: status {done.returncode}: {done.stdout[-300:]}"
                           f"{done.stderr[-300:]}")
    return json.loads(done.stdout) if done.stdout.strip() else []


def check(l1analyze, trace, truth, turn, complain):
    """turn: a number of this board and version, for what is compared in part on each."""
    def say(what):
        complain(f"{trace.path.name}: {what}")

    database.check(l1analyze, trace, say)
    recount = peaks(trace)
    rows = ask(l1analyze, trace.path, "peak")
    check_peak(trace, recount.done, rows, say)
    check_limits(trace, rows, say)
    check_windows(l1analyze, trace, say)
    check_timeline(l1analyze, trace, rows, say)
    check_leaks(trace, truth, ask(l1analyze, trace.path, "leaks"), say)
    check_kernels(ask(l1analyze, trace.path, "kernels"), truth, say)
    check_ops(trace, ask(l1analyze, trace.path, "ops"), say)
    check_check(l1analyze, trace, truth, recount, say)
    asked = lambda *words: ask(l1analyze, trace.path, *words)
    leaking.check(asked, truth, say)
    naming.check(asked, trace, truth, say)
    space.check(asked, trace, truth, say)
    space.check_policy(asked, trace, say)
    addresses.check(asked, trace, truth, turn, say)
    explaining.check(asked, trace, say)
    using.check(asked, trace, truth, say)
    many_chips.check(l1analyze, trace, truth, say)
    check_phases.check(lambda *words: ask(l1analyze, *words), trace, truth, say)


def few(differences):
    return "; ".join(map(str, differences[:3])) + (f"; {len(differences)} in all"
                                                   if len(differences) > 3 else "")


def check_peak(trace, cores, rows, say, window=None):
    """One row for each worker core of each opening; peak, parts and headroom are those of peak.py."""
    ours = collections.Counter()
    for chip, x, y, core in cores:
        ours[chip, x, y, core.peak_bytes, core.parts, core.headroom_bytes, core.time_ns] += 1
    theirs = collections.Counter()
    for r in rows:
        parts = tuple(r[part] or 0 for part in PARTS)
        if sum(parts) != r["peak_bytes"]:
            say(f"peak: the parts do not add up: {r}")
        time = r["time_ns"] if r["peak_bytes"] or window else None
        theirs[r["device"], r["core_x"], r["core_y"], r["peak_bytes"], parts, r["headroom_bytes"],
               time] += 1
    if ours != theirs:
        say(f"peak{' of ' if window else ''}{window or ''} (device, x, y, peak, parts, headroom, "
            "time): recounted "
            + few(sorted((ours - theirs), key=str)) + "; l1analyze "
            + few(sorted((theirs - ours), key=str)))


def check_windows(l1analyze, trace, say):
    """The peaks of two stretches of the run, each between two steps, are those of the recount."""
    steps = sorted({r.time_ns for r in trace.of("mark_begin")})
    for begin, end in {(steps[0], steps[len(steps) // 2]),
                       (steps[len(steps) // 2], steps[-1])} if len(steps) > 1 else ():
        if begin < end:
            cores = [of for of in peaks(trace, (begin, end)).done if of[3].seen]
            rows = ask(l1analyze, trace.path, "peak", "--from", f"{begin}ns", "--to", f"{end}ns")
            check_peak(trace, cores, rows, say, (begin, end))


def check_limits(trace, rows, say):
    """The size of a core's space is that of its device in the trace."""
    ours = {(chip, d.unreserved_base, d.l1_bytes)
            for d in trace.of("device") for chip in trace.chips(d.chips)}
    theirs = {(r["device"], r["reserved_bytes"], r["capacity_bytes"]) for r in rows}
    if ours != theirs:
        say(f"peak (device, reserved, capacity): trace {sorted(ours)}, l1analyze {sorted(theirs)}")


def check_timeline(l1analyze, trace, rows, say):
    """The largest total of a core's timeline is its peak."""
    corners = {}
    for r in rows:
        key = r["device"], r["core_x"], r["core_y"]
        corners[key] = max(corners.get(key, 0), r["peak_bytes"])
    for device in {key[0] for key in corners}:
        cores = sorted(key for key in corners if key[0] == device)
        for key in {cores[0], cores[len(cores) // 2], cores[-1]}:
            changes = ask(l1analyze, trace.path, "timeline", "--device", str(device), "--core",
                          f"{key[1]},{key[2]}")
            most = max((c["total_bytes"] for c in changes), default=0)
            if most != corners[key]:
                say(f"timeline of core {key}: largest total {most}, peak {corners[key]}")
            if [c["time_ns"] for c in changes] != sorted(c["time_ns"] for c in changes):
                say(f"timeline of core {key}: not in order of time")


def check_leaks(trace, truth, rows, say):
    """What the runtime's own allocators still held when devices were closed, or at the very end.

    What ttnn frees at a normal exit without a close is not known: then nothing is compared.
    """
    l1_bytes = max((d.l1_bytes for d in trace.of("device")), default=0)
    held, last = collections.Counter(), {}
    # no view of an allocator has buffers on some cores only: check.py asks the tensors
    own = {r.id for r in trace.of("alloc") if r.flags & PER_CORE and r.type in (L1, L1_SMALL)}
    for line in truth:
        last = {d["mesh"]: d for d in line["devices"]}
        for mesh in line.get("closing", ()):
            count(held, l1_bytes, last[mesh])
    if last and not truth[-1].get("final"):
        return
    for device in last.values():
        count(held, l1_bytes, device)
    listed = collections.Counter((r["kind"].lower(), r["address"], r["bytes_per_core"])
                                 for r in rows if r["buffer"] not in own)
    if held != listed:
        say(f"leaks (kind, address, bytes): runtime {few(sorted(held - listed))}; l1analyze "
            + few(sorted(listed - held)))


def count(held, top, said):
    """Adds a device's blocks by address: both kinds of bank end at the top of L1."""
    for kind in ("l1_small", "l1"):
        top -= said[kind]["bank_bytes"]
        for offset, size in said[kind]["blocks"]:
            held[kind, top + offset, size] += 1


def check_ops(trace, rows, say):
    launches = [r for r in trace.of("launch", "replay")
                if type(r).__name__ == "replay" or not r.flags & SAME_OP]
    numbers = sorted({r["op"] for r in rows})
    if numbers != list(range(1, len(launches) + 1)):
        say(f"ops: {len(launches)} launches and replays, op numbers {numbers[:3]}..{numbers[-3:]}")
    if any(not r["name"] for r in rows):
        say("ops: one without a name")
    replays = {r.time_ns: f"replay of trace {r.trace}" for r in trace.of("replay")}
    by_number = {(r["op"], r["device"]): r for r in rows}
    for r in rows:
        if (r["kind"] == "replay") != (r["name"] == replays.get(r["time_ns"])):
            say(f"ops: a replay's name: {r}")
        made_by = by_number.get((r["captured_op"], r["device"]))
        if r["kind"] == "replay" and (made_by is None or made_by["kind"] != "captured"
                                      or made_by["name"] != r["captured_name"]):
            say(f"ops: what makes the peak of {r} is {made_by}")


def check_kernels(rows, truth, say):
    """A kernel runs on the RISCs for which it was compiled."""
    listed, last = {}, {}
    for line in truth:
        last = line.get("compiled", last)
    for r in rows:
        listed.setdefault(r["kernel"], set()).add(r["risc"])
    for name, riscs in listed.items() if last else ():
        # where an Ethernet core has one RISC only, the runtime leaves out its number
        told = {"erisc0" if r == "erisc" else r for r in last.get(name, ())}
        if riscs != told:
            say(f"kernels: {name} on {sorted(map(str, riscs))}, compiled for {last.get(name)}")


def check_check(l1analyze, trace, truth, recount, say):
    """No findings, except those that the recount has, too."""
    findings = ask(l1analyze, trace.path, "check", status=(0, 1))
    bad = {r["finding"] for r in findings if r["bad"]}
    check_hazards(l1analyze, trace, truth, recount, say)
    shared = any(r["finding"] == "shared by submeshes" for r in findings)
    expected = {"trace hazard"} if recount.hazards else set()
    if bool(recount.shared) != shared:
        say(f"check: shared by submeshes {shared}, recounted {recount.shared}")
    if bad != expected:
        say(f"check: findings {sorted(bad)}, recounted {sorted(expected)}: "
            + few([r for r in findings if r["bad"]]))


def check_hazards(l1analyze, trace, truth, recount, say):
    """Each buffer once, with as many replays as the recount and the scenario say."""
    rows = ask(l1analyze, trace.path, "query",
               "SELECT id, replays, address FROM finding WHERE kind = 'trace hazard'")
    theirs = sorted((r["id"], r["replays"]) for r in rows)
    ours = sorted((number, len(times)) for number, times in recount.hazards.items())
    if ours != theirs:
        say(f"hazards (buffer, replays): recounted {few(ours)}; l1analyze {few(theirs)}")
    for line in truth:
        if "hazard" in line and [r["replays"] for r in rows if r["address"] == line["hazard"]] != [
                line.get("overwritten", 1)]:
            say(f"no hazard at {line['hazard']}, where the runtime put two buffers: {rows}")
        if line.get("sound") and rows:
            say(f"hazards where nothing is overwritten: {rows}")
