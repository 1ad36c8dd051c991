"""l1analyze at against the runtime's views of memory at each step, and against the slow replay of the
records (which check.py compares with the same views) at launches, replays and failures."""
import collections

from records import L1, L1_SMALL, SAME_OP, UNKNOWN
from replay import Replay

KINDS = {L1: "l1", L1_SMALL: "l1_small"}
REGIONS = ("cb", "dfb", "scratchpad")
MOMENTS_MAX = 4                 # of each kind, spread over the run


def check(ask, trace, truth, turn, say):
    """turn: any number; which moments are compared goes by it. Returns how many maps were."""
    steps = {trace.strings[r.name]: r.time_ns for r in trace.of("mark_begin")}
    count = 0
    for line in few([line for line in truth if line["step"] in steps], turn):
        time = steps[line["step"]]
        rows = ask("at", f"{time}ns")
        for device in line["devices"]:
            base = bases(opened(trace, device["mesh"], time))
            expect(blocks(rows, device["mesh"]), sorted(
                (kind, base[kind] + offset, size) for kind in KINDS.values()
                for offset, size in device[kind]["blocks"]),
                f"at step '{line['step']}': blocks of mesh {device['mesh']}", say)
            count += 1
    for moment in few(moments(trace), turn):
        count += compare(ask("at", *moment.words), moment, trace, say)
    return count


def few(things, turn):
    every = max(1, len(things) // MOMENTS_MAX)
    return things[turn % every::every] + things[-1:] if things else []


def opened(trace, mesh, time):
    return max(((d.time_ns, d) for d in trace.of("device") if d.mesh == mesh
                and d.time_ns <= time), key=lambda found: found[0])[1]


def bases(device):
    return {"l1": device.unreserved_base, "l1_small": device.l1_bytes - device.l1_small_bytes}


def blocks(rows, mesh, role="lives"):
    """All chips of a mesh are alike: those of one of them."""
    rows = [r for r in rows if r["mesh"] == mesh and r["role"] == role
            and r["owner_kind"] in KINDS.values()]
    chips = collections.defaultdict(list)
    for r in rows:
        chips[r["device"]].append((r["owner_kind"], r["address"], r["bytes_per_core"]))
    return sorted(min(chips.values())) if chips else []


def expect(ours, theirs, where, say):
    if ours != theirs:
        say(f"{where}: l1analyze {ours[:4]} ({len(ours)}), expected {theirs[:4]} ({len(theirs)})")


Moment = collections.namedtuple("Moment", "words mesh device chips lives regions gone")


def moments(trace):
    """For each op and failure of the trace: buffers, regions of its program, what a replay uses."""
    replay, op, failures, found, captured = Replay(trace), 0, 0, [], {}
    for r in replay.states():
        kind = type(r).__name__
        if kind not in ("launch", "replay", "failure") or r.device not in replay.devices:
            failures += kind == "failure"
            continue
        device = replay.devices[r.device]
        lives = sorted((KINDS[k], b.address, b.bytes_per_core)
                       for k in KINDS for b in replay.of(r.device, k))
        gone, regions, words = [], None, ("--op", str(op))
        if kind == "failure":
            failures += 1
            words = ("--failure", str(failures))
            if r.program:
                regions = {chip: placed(replay, r.program, chip)
                           for chip in trace.chips(device.chips)}
        elif kind == "launch":
            op += not r.flags & SAME_OP
            words = ("--op", str(op))
            if r.flags & SAME_OP:
                continue
            regions = {chip: placed(replay, r.program, chip) for chip in trace.chips(r.chips)}
            if r.device in replay.capturing:
                captured.setdefault((r.device, replay.capturing[r.device]), []).append(
                    (regions, lives))
        else:
            op += 1
            words, regions = ("--op", str(op)), collections.defaultdict(list)
            for then, lived in captured.get((r.device, r.trace), ()):
                for chip, placements in then.items():
                    regions[chip] += [p for p in placements if p not in regions[chip]]
                gone += [b for b in lived if b not in lives and b not in gone]
            regions = {chip: sorted(placements) for chip, placements in regions.items()}
        mesh = None if device.mesh == UNKNOWN else device.mesh
        found.append(Moment(words, mesh, r.device, trace.chips(device.chips), lives, regions,
                            sorted(gone)))
    return found


def placed(replay, program, chip):
    return sorted({(REGIONS[r.type], r.address, r.size_bytes)
                   for r in replay.regions(program, chip)})


def compare(rows, moment, trace, say):
    where = f"at {' '.join(moment.words)}"
    rows = [r for r in rows if r["handle"] == moment.device]
    expect(blocks(rows, moment.mesh), moment.lives, f"{where}: blocks", say)
    # a buffer at the place of a live one has no row of its own only if it is the same buffer
    expect([b for b in blocks(rows, moment.mesh, "captured") if b not in moment.lives],
           moment.gone, f"{where}: buffers used again", say)
    for chip, regions in (moment.regions or {}).items():
        ours = sorted({(r["owner_kind"], r["address"], r["bytes_per_core"]) for r in rows
                       if r["role"] == "region" and r["device"] == chip})
        expect(ours, regions, f"{where}: regions on chip {chip}", say)
    return 1
