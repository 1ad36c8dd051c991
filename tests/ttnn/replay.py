"""What is live after each record of a trace, in the most naive way: dictionaries of everything.

Written from the accounting rules, independently of the analyzer; it knows no peaks, only states.
"""
from records import ALIAS, FAILED, FIRST, L1, L1_SMALL, PER_CORE

BANK = 6        # a note's code


class Wrong(Exception):
    """The trace contradicts itself."""


def union(ranges):
    """Bytes covered by (begin, end) ranges."""
    total = last = 0
    for begin, end in sorted(ranges):
        total += max(0, end - max(begin, last))
        last = max(last, end)
    return total


class Replay:
    def __init__(self, trace):
        self.trace = trace
        self.devices = {}       # handle -> device record, open ones
        self.banks = {}         # handle -> current bytes of an L1 bank
        self.live = {}          # (handle, type, id) -> alloc record
        self.programs = {}      # program -> {(chip, type): [region record]}
        self.kernels = {}       # (program, chip) -> cores that its kernels run on
        self.unknown_frees = []
        self._footprints = {}   # (program, chip) -> footprint, until a region changes
        self.capturing = {}     # handle -> trace id

    def states(self, before=None):
        """Yields each record after it took effect; calls before(record) before that."""
        for record in self.trace.records:
            if before:
                before(record)
            act = getattr(self, "_" + type(record).__name__, None)
            if type(record).__name__ in ("region", "regions_freed", "program_gone"):
                self._footprints.clear()
            if act:
                act(record)
            yield record

    def _device(self, r):
        self.devices[r.device] = r
        self.banks[r.device] = r.bank_bytes

    def _note(self, r):
        if r.code == BANK:
            self.banks[r.a] = r.b

    def _device_close(self, r):
        if r.device not in self.devices:
            raise Wrong(f"device {r.device} closed twice at {r.time_ns}")
        closed = set(self.trace.chips(self.devices.pop(r.device).chips))
        gone = {r.device} | {d.device for d in self.devices.values()    # its submeshes
                             if d.device > r.device
                             and closed.issuperset(self.trace.chips(d.chips))}
        self.devices = {h: d for h, d in self.devices.items() if h not in gone}
        self.live = {key: held for key, held in self.live.items() if key[0] not in gone}

    def _alloc(self, r):
        key = (r.device, r.type, r.id)
        if r.device not in self.devices:
            raise Wrong(f"buffer {r.id} allocated on device {r.device}, which is not open")
        if key in self.live:
            raise Wrong(f"buffer {r.id} allocated twice at {r.time_ns}")
        if r.type in (L1, L1_SMALL):
            for other in self.of(r.device, r.type):
                if r.address < other.address + other.bytes_per_core and \
                        other.address < r.address + r.bytes_per_core and self._meet(r, other):
                    raise Wrong(f"buffers {r.id} and {other.id} lie on each other at {r.address}")
        self.live[key] = r

    def _meet(self, r, other):
        """On some core."""
        mine, its = (self.trace.cores(b.cores) if b.flags & PER_CORE else None for b in (r, other))
        return mine is None or its is None or bool(mine & its)

    def _free(self, r):
        if self.live.pop((r.device, r.type, r.id), None) is None:
            self.unknown_frees.append(r)

    def _program(self, r):
        self.programs[r.program] = {}

    def _kernel(self, r):
        for chip in self.trace.chips(r.chips):
            self.kernels.setdefault((r.program, chip), set()).update(self.trace.cores(r.cores))

    def _program_gone(self, r):
        if self.programs.pop(r.program, None) is None:
            raise Wrong(f"program {r.program} gone twice at {r.time_ns}")

    def _region(self, r):
        regions = self.programs.setdefault(r.program, {})
        for chip in self.trace.chips(r.chips):
            if r.flags & FIRST:
                regions[chip, r.type] = []
            regions.setdefault((chip, r.type), []).append(r)

    def _regions_freed(self, r):
        regions = self.programs.get(r.program, {})
        for chip in self.trace.chips(r.chips):
            for kind in range(3):
                if r.types >> kind & 1:
                    regions.pop((chip, kind), None)

    def _capture_begin(self, r):
        self.capturing[r.device] = r.trace

    def _capture_end(self, r):
        self.capturing.pop(r.device, None)

    def of(self, handle, kind):
        return [r for (device, its, _), r in self.live.items() if device == handle and its == kind]

    def device_of_mesh(self, mesh):
        """The opening of that mesh id that is open now."""
        found = [d for d in self.devices.values() if d.mesh == mesh]
        if len(found) != 1:
            raise Wrong(f"{len(found)} open devices with mesh id {mesh}")
        return found[0]

    def regions(self, program, chip, with_aliases=False):
        return [r for (its, _), rs in self.programs.get(program, {}).items() if its == chip
                for r in rs if with_aliases or not r.flags & ALIAS]

    def footprint(self, program, chip):
        """core -> (bytes, end) of a program's own regions there."""
        if (program, chip) in self._footprints:
            return self._footprints[program, chip]
        ranges = {}
        for r in self.regions(program, chip):
            for core in self.trace.cores(r.cores):
                ranges.setdefault(core, []).append((r.address, r.address + r.size_bytes))
        found = {core: (union(rs), max(end for _, end in rs)) for core, rs in ranges.items()}
        self._footprints[program, chip] = found
        return found

    def holds(self, chip, kind):
        """(begin, end) of all lockstep buffers of a kind on a chip, of every mesh's allocator."""
        return [(r.address, r.address + r.bytes_per_core)
                for (handle, its, _), r in self.live.items()
                if its == kind and chip in self.trace.chips(self.devices[handle].chips)]


def ran(record):
    return type(record).__name__ == "launch" and not record.flags & FAILED


