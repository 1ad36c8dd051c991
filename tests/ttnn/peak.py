"""Peak and headroom per core by the accounting rules, the slow way: every core, every instant, byte ranges.

One result for each worker core of each opening of a chip (from the first open device that covers it
to the close of the last): peaks().done is a list of (chip, x, y, Core).
"""
from records import ALIAS, DRAM, L1, L1_SMALL, PER_CORE, PERSISTENT
from replay import Replay, ran, union

PARTS = ("buffer_bytes", "l1_small_bytes", "program_bytes", "persistent_bytes")


class Core:
    """window: (begin, end), or None for the whole run; seen: it had an instant in it."""

    def __init__(self, window):
        self.peak_bytes, self.time_ns, self.headroom_bytes = 0, None, None
        self.parts, self.window, self.seen = (0, 0, 0, 0), window, False

    def instant(self, time_ns, parts):
        if sum(parts) > self.peak_bytes or not self.seen:
            self.peak_bytes, self.parts = sum(parts), parts
            self.time_ns = time_ns if sum(parts) or self.window else None
            self.seen = True

    def room(self, room_bytes):
        if self.headroom_bytes is None or room_bytes < self.headroom_bytes:
            self.headroom_bytes = room_bytes


class Peaks:
    def __init__(self, trace, window=None):
        self.trace, self.replay, self.window, self.begun = trace, Replay(trace), window, False
        self.openings = {}      # chip -> [handle of the opening device, (x, y) -> Core]
        self.done = []
        # (handle, trace) -> a dictionary for each launch: chip -> (opening, l1, l1_small, dram, ranges)
        self.captured = {}
        self.ended = {}         # (handle, trace) -> time its capture ended
        self.hazards, self.shared = {}, set()   # buffer id -> times of its replays; buffer ids
        self.footprints = {}    # (program, chip) -> core -> (ranges, bytes, end)

    def run(self):
        for record in self.replay.states(self.begin_window if self.window else None):
            kind = type(record).__name__
            if kind == "device":
                for chip in self.trace.chips(record.chips):
                    self.openings.setdefault(chip, (record, {
                        (x, y): Core(self.window) for x in range(record.grid_x)
                        for y in range(record.grid_y)}))
                    self.held(record.time_ns, chip)
            elif kind == "device_close":
                used = {chip for device in self.replay.devices.values()
                        for chip in self.trace.chips(device.chips)}
                for chip in set(self.openings) - used:
                    self.close(chip)
            elif kind == "alloc" and record.type in (L1, L1_SMALL, PERSISTENT):
                for chip in self.trace.chips(self.replay.devices[record.device].chips):
                    self.held(record.time_ns, chip)
                    self.share(record, chip)
            elif kind in ("region", "regions_freed", "program_gone", "kernel"):
                self.footprints.clear()
            elif ran(record):
                self.launch(record)
            elif kind == "capture_end":
                self.ended[record.device, record.trace] = record.time_ns
            elif kind == "replay":
                self.replayed(record)
        for chip in list(self.openings):
            self.close(chip)

    def begin_window(self, record):
        """What was held when the window began is its first instant."""
        if not self.begun and record.time_ns >= self.window[0]:
            self.begun = True
            for chip in self.openings:
                self.held(self.window[0], chip)

    def close(self, chip):
        _, cores = self.openings.pop(chip)
        self.done += [(chip, x, y, core) for (x, y), core in cores.items()]

    def own(self, chip):
        """core -> byte ranges of L1 buffers that are on some cores only."""
        found = {}
        for (handle, kind, _), r in self.replay.live.items():
            if kind == L1 and r.flags & PER_CORE:
                if chip in self.trace.chips(self.replay.devices[handle].chips):
                    for core in self.trace.cores(r.cores):
                        found.setdefault(core, []).append(span(r))
        return found

    def persistent(self, chip):
        """core -> bytes of persistent space."""
        found = {}
        for (handle, kind, _), r in self.replay.live.items():
            if kind == PERSISTENT:
                if chip in self.trace.chips(self.replay.devices[handle].chips):
                    for core in self.trace.cores(r.cores):
                        found[core] = found.get(core, 0) + r.bytes_per_core
        return found

    def persistent_ends(self, chip):
        """core -> ends of persistent space."""
        found = {}
        for (handle, kind, _), r in self.replay.live.items():
            if kind == PERSISTENT and chip in self.trace.chips(self.replay.devices[handle].chips):
                for core in self.trace.cores(r.cores):
                    found.setdefault(core, []).append(r.address + r.bytes_per_core)
        return found

    def lockstep(self, chip, kind):
        return [span(r) for (handle, its, _), r in self.replay.live.items()
                if its == kind and not r.flags & PER_CORE
                and chip in self.trace.chips(self.replay.devices[handle].chips)]

    def is_asked(self, time_ns):
        return self.window is None or self.window[0] <= time_ns < self.window[1]

    def held(self, time_ns, chip):
        if not self.is_asked(time_ns):
            return
        l1, small = self.lockstep(chip, L1), union(self.lockstep(chip, L1_SMALL))
        persistent, own, all_cores = self.persistent(chip), self.own(chip), union(l1)
        for place, core in self.openings[chip][1].items():
            held = union(l1 + own[place]) if place in own else all_cores
            core.instant(time_ns, (held, small, 0, persistent.get(place, 0)))

    def share(self, new, chip):
        """The same bytes of a chip, also given by another mesh's allocator."""
        for (handle, kind, _), r in self.replay.live.items():
            if (kind == new.type and handle != new.device and overlap(new, [span(r)])
                    and not (new.flags | r.flags) & PER_CORE
                    and chip in self.trace.chips(self.replay.devices[handle].chips)):
                self.shared.add(new.id)

    def footprint(self, program, chip):
        """All cores it runs on: ranges of its own regions, their bytes, their end or None."""
        if (program, chip) not in self.footprints:
            found = {core: [] for core in self.replay.kernels.get((program, chip), ())}
            for r in self.replay.regions(program, chip, with_aliases=True):
                for core in self.trace.cores(r.cores):
                    ranges = found.setdefault(core, [])
                    if not r.flags & ALIAS:
                        ranges.append((r.address, r.address + r.size_bytes))
            self.footprints[program, chip] = {
                core: (ranges, union(ranges), max((end for _, end in ranges), default=None))
                for core, ranges in found.items()}
        return self.footprints[program, chip]

    def launch(self, record):
        chips = self.trace.chips(record.chips)
        if record.device in self.replay.capturing:
            key = record.device, self.replay.capturing[record.device]
            self.captured.setdefault(key, []).append({
                chip: (self.openings[chip], self.lockstep(chip, L1), self.lockstep(chip, L1_SMALL),
                       self.lockstep(chip, DRAM),
                       {core: ranges for core, (ranges, _, _)
                        in self.footprint(record.program, chip).items()}) for chip in chips})
            return
        for chip in chips if self.is_asked(record.time_ns) else ():
            device, cores = self.openings[chip]
            top = device.l1_bytes - device.l1_small_bytes
            l1 = self.lockstep(chip, L1)
            small = union(self.lockstep(chip, L1_SMALL))
            persistent, ends, own = self.persistent(chip), self.persistent_ends(chip), self.own(chip)
            on_all = union(l1), lowest(l1, top)
            for place, (_, size, end) in self.footprint(record.program, chip).items():
                core, kept, held, free_to = cores[place], persistent.get(place, 0), *on_all
                if place in own:
                    held, free_to = union(l1 + own[place]), lowest(l1 + own[place], top)
                base = max([device.unreserved_base] + ends.get(place, []))
                core.instant(record.time_ns, (held, small, size, kept))
                core.room(max(0, free_to - (base if end is None else end)))

    def replayed(self, record):
        for by_chip in self.captured.get((record.device, record.trace), ()):
            for chip, (opening, then_l1, then_small, then_dram, regions) in by_chip.items():
                if self.openings.get(chip) is not opening:
                    continue
                used = {L1: then_l1 + [r for ranges in regions.values() for r in ranges],
                        L1_SMALL: then_small, DRAM: then_dram}
                for (handle, kind, _), r in self.replay.live.items():
                    if (r.time_ns > self.ended[record.device, record.trace]
                            and chip in self.trace.chips(self.replay.devices[handle].chips)
                            and overlap(r, used.get(kind, ()))):
                        self.hazards.setdefault(r.id, set()).add(record.time_ns)
                l1 = self.lockstep(chip, L1) + then_l1
                small = union(self.lockstep(chip, L1_SMALL) + then_small)
                persistent = self.persistent(chip)
                for place, core in opening[1].items() if self.is_asked(record.time_ns) else ():
                    own = union(l1 + regions.get(place, [])) - union(l1)
                    core.instant(record.time_ns, (union(l1), small, own, persistent.get(place, 0)))


def lowest(ranges, top):
    return min((begin for begin, _ in ranges), default=top)


def span(buffer):
    return buffer.address, buffer.address + buffer.bytes_per_core


def overlap(buffer, ranges):
    begin, end = span(buffer)
    return any(begin < other_end and other_begin < end for other_begin, other_end in ranges)


def peaks(trace, window=None):
    """The recount of a trace, or of a window of it: cores in .done, buffers in .hazards, .shared."""
    recount = Peaks(trace, window)
    recount.run()
    return recount
