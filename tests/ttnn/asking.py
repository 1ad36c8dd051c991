"""Who asked how much memory is free: each answer in the trace is what its allocations leave free at that
moment; and where the program asked, what it was told. An op whose program is of another size where less
is free has asked.

Must not know: how a trace is read.
"""
from records import DRAM, L1, L1_SMALL, UNKNOWN

LOWEST, STATISTICS = 0, 1       # what was asked
BY_PROGRAM = 1
WORDS = {L1: "l1", L1_SMALL: "l1_small", DRAM: "dram"}


class Asking:
    """Of one trace: the checker calls these as it walks along."""

    def __init__(self, trace, replay, equal):
        self.trace, self.replay, self.equal = trace, replay, equal
        self.told, self.asked = {}, []          # by mesh: what the last step was told; since then
        self.sizes = {}         # by what a step did: (bytes of its programs, did its op ask)

    def step(self, line, launched):
        """Ops that must have asked since the step before; what the program is told at this one."""
        names = {self.op(r) for r in self.asked if not r.flags & BY_PROGRAM}
        for name in line.get("asks", ()):
            self.equal(f"{name} asked how much is free", name in names, True)
        if "sizing" in line:
            what, name = line["sizing"]
            self.sizes.setdefault(what, []).append((
                [sorted(size for size, _end in cores.values()) for _record, footprints in launched
                 for cores in footprints.values()], name in names))
        self.told, self.asked = {d["mesh"]: dict(d) for d in line["devices"]}, []

    def end(self):
        for what, each in self.sizes.items():
            if any(sizes != each[0][0] for sizes, _asked in each):
                self.equal(f"{what} asked, since its size differs", [asked for _, asked in each],
                           [True] * len(each))

    def op(self, record):
        frames = self.trace.callsites[record.callsite]
        return self.trace.strings[frames[0][2]] if frames and frames[0][:2] == (0, 0) else None

    def record(self, record):
        self.asked.append(record)
        device = self.replay.devices.get(record.device)
        if device is None or device.mesh == UNKNOWN:
            return
        live = self.replay.of(device.device, record.type)
        if record.what == LOWEST:
            self.equal("lowest address that was asked for", record.answer,
                       min((r.address for r in live), default=UNKNOWN))
            return
        free, largest = self.free(device, record.type, live)
        self.equal(f"free {WORDS[record.type]} that was asked for", record.free_bytes, free)
        self.equal(f"largest free block of {WORDS[record.type]}", record.answer, largest)
        view = self.told.get(device.mesh, {}).pop(WORDS[record.type], None) \
            if record.flags & BY_PROGRAM else None
        if view:        # a step asks first of all
            self.equal("what the program was told", [record.free_bytes, record.answer],
                       [view["free"], view["largest"]])

    def free(self, device, kind, live):
        """Free bytes of a bank, and its largest free block."""
        bank = self.replay.banks[device.device] if kind == L1 else \
            device.l1_small_bytes if kind == L1_SMALL else device.dram_bank_bytes
        base = device.unreserved_base + device.bank_bytes - bank if kind == L1 else \
            device.l1_bytes - device.l1_small_bytes if kind == L1_SMALL else device.dram_base
        ends = [base] + [r.address + r.bytes_per_core for r in sorted(live, key=lambda r: r.address)]
        begins = sorted(r.address for r in live) + [base + bank]
        return (bank - sum(r.bytes_per_core for r in live),
                max(begin - end for begin, end in zip(begins, ends)))
