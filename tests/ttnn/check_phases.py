"""Compares what l1analyze answers for a phase with the runtime's views in it and the programs' regions.

At a launch, memory was as in the view right after it, since the scenario frees nothing between the
two. A pass begins with what the view right before it shows.
"""
import collections

from replay import Replay, ran, union


class Pass:
    """held: at the largest instant on each core; launches: (chip, peak, headroom) of each of them."""

    def __init__(self):
        self.peaks, self.headrooms, self.launches = {}, {}, []

    def held(self, line):
        for device in line["devices"]:
            for core in cores_of(device):
                self.peaks[core] = max(self.peaks.get(core, 0), held(line, core[0]))

    def launch(self, line, trace, chip, used):
        """used: core -> (bytes, end) of the program there."""
        said = next(d for d in trace.of("device") if chip in trace.chips(d.chips))
        lowest = min(begin for begin, _ in [(said.l1_bytes - said.l1_small_bytes, 0),
                                            *blocks(line, chip, "l1", said)])
        peak, room = 0, None
        for (x, y), (size, end) in used.items():
            core = chip, x, y
            total = held(line, chip) + size
            left = lowest - (end or said.unreserved_base)
            self.peaks[core] = max(self.peaks[core], total)
            self.headrooms[core] = min(self.headrooms.get(core, left), left)
            peak, room = max(peak, total), min(left if room is None else room, left)
        self.launches.append((chip, peak, room))


def blocks(line, chip, kind, said=None):
    """(begin, end) of what lies in a chip's bank, of every mesh's allocator; from 0 unless given."""
    found = []
    for device in line["devices"]:
        base = said.l1_bytes - said.l1_small_bytes - device[kind]["bank_bytes"] if said else 0
        if chip in device["chips"]:
            found += [(base + at, base + at + size) for at, size in device[kind]["blocks"]]
    return found


def held(line, chip):
    return union(blocks(line, chip, "l1")) + union(blocks(line, chip, "l1_small"))


def cores_of(device):
    return [(chip, x, y) for chip in device["chips"] for x in range(device["grid"][0])
            for y in range(device["grid"][1])]


def recount(trace, truth):
    """(name, number) -> Pass"""
    lines, passes, before, launched = {line["step"]: line for line in truth}, {}, None, []
    replay = Replay(trace)
    for record in replay.states():
        if ran(record):
            for chip in trace.chips(record.chips):
                used = {core: (0, None) for core in replay.kernels.get((record.program, chip), ())}
                launched.append((chip, {**used, **replay.footprint(record.program, chip)}))
        line = lines.get(trace.strings[record.name]) if type(record).__name__ == "mark_begin" \
            else None
        if line and "phase" in line:
            key = tuple(line["phase"])
            if key not in passes:
                passes[key] = Pass()
                passes[key].held(before)
            passes[key].held(line)
            for chip, used in launched:
                passes[key].launch(line, trace, chip, used)
        if line:
            before, launched = line, []
    return passes


def check(ask, trace, truth, say):
    """ask(path, verb, *options)"""
    passes = recount(trace, truth)
    peaks = {name: max(max(p.peaks.values()) for (its, _), p in passes.items() if its == name)
             for name, _ in passes}
    if peaks and len(set(peaks.values())) < 2:
        say("phases that all have the same peak")
    for path in (trace.path, trace.path.with_suffix(".db")) if passes else ():
        by_mark = ask(path, "peak", "--by", "mark")
        for name in peaks:
            its = {number: p for (of, number), p in passes.items() if of == name}
            equal(say, f"{path.suffix}: peak --mark {name}", cores(its.values()), collections.Counter(
                (r["device"], r["core_x"], r["core_y"], r["peak_bytes"], r["headroom_bytes"])
                for r in ask(path, "peak", "--mark", name)))
            equal(say, f"{path.suffix}: peak --by mark, {name}", collections.Counter(
                (number, max(p.peaks.values()), min(p.headrooms.values()))
                for number, p in its.items()), collections.Counter(
                (r["pass"], r["peak_bytes"], r["headroom_bytes"]) for r in by_mark
                if r["mark"] == name))
            equal(say, f"{path.suffix}: ops --mark {name}", collections.Counter(
                launch for p in its.values() for launch in p.launches), collections.Counter(
                (r["device"], r["peak_bytes"], r["headroom_bytes"])
                for r in ask(path, "ops", "--mark", name)))
    return len(passes)


def cores(passes):
    """(chip, x, y, peak, headroom) of all of them together."""
    found = collections.Counter()
    for core in {core for p in passes for core in p.peaks}:
        rooms = [p.headrooms[core] for p in passes if core in p.headrooms]
        found[(*core, max(p.peaks[core] for p in passes), min(rooms, default=None))] += 1
    return found


def equal(say, what, ours, theirs):
    if ours != theirs:
        say(f"{what}: recounted {sorted((ours - theirs), key=str)[:3]}, l1analyze "
            f"{sorted((theirs - ours), key=str)[:3]}")
