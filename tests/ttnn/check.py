#!/usr/bin/env python3
"""Compares traces with what the runtime reported during the run.

    check.py TRUTH TRACE...     all traces of one l1record, the first process's first
Prints each difference on a line; status 1 if there is any.
"""
import collections
import json
import sys

import asking
import failures
import placing
from records import ALIAS, DRAM, FAILED, FAILURES, L1, L1_SMALL, PER_CORE, PERSISTENT, Trace, UNKNOWN
from replay import Replay, Wrong, ran

FRAMES_MAX = 32                 # of a call site


DTYPES = ("bfloat16 float32 uint32 bfloat8_b bfloat4_b uint8 uint16 int32 fp8_e4m3 int8").split()
LAYOUTS = ("interleaved", "single bank", "height sharded", "width sharded", "block sharded",
           "nd sharded")


def tensor_of(trace, words):
    """A tensor record's words (FORMAT.md) as truth.said_of() has them."""
    words = [None if word == 2 ** 32 - 1 else word for word in words]
    dtype, pages, layout, memory, order, cores, *rest = words
    lists = []
    while rest:
        count, *rest = rest
        lists.append(count if count is None else rest[:count])
        rest = rest[count or 0:]
    return {"kind": {DRAM: "dram", L1: "l1", L1_SMALL: "l1_small"}[memory], "shape": lists[0],
            "padded_shape": lists[1], "dtype": DTYPES[dtype],
            "page_layout": ("row major", "tile")[pages], "memory_layout": LAYOUTS[layout],
            "shard_shape": lists[2],
            "shard_order": None if order is None else ("row_major", "col_major")[order],
            "shard_grid": [list(r) for r in trace.ranges(cores)] or None}


class Checker:
    """One process: its trace and its lines of truth."""

    def __init__(self, trace, lines, complain):
        self.trace, self.complain = trace, complain
        self.lines = {line["step"]: line for line in lines}
        self.replay = Replay(trace)
        self.since, self.aliases_since, self.cache, self.ended, self.steps = [], [], {}, {}, 0
        self.inherited = trace.of("begin")[0].forked    # a fork: devices and programs are from before
        self.programs, self.no_site, self.launched = {}, [], []
        self.marks, self.told, self.lowest, self.line = [[], []], None, None, 0
        self.refused = []
        self.asking = asking.Asking(trace, self.replay, self.equal)
        self.purposes = {n.a: trace.strings[n.b] for n in trace.of("note") if n.code == 8}
        self.tensors, self.seen_tensors = {}, 0         # by buffer: words of its tensor
        self.meshes = {r.device for r in trace.of("device") if r.mesh != UNKNOWN}

    def run(self):
        try:
            for record in self.replay.states():
                kind = type(record).__name__
                if kind in ("mark_begin", "mark_end"):
                    name = self.trace.strings[record.name]
                    self.marks[kind == "mark_end"].append((record.thread, name))
                    if kind == "mark_begin" and name in self.lines:
                        self.name, self.steps, self.thread = name, self.steps + 1, record.thread
                        self.step(self.lines[name])
                        self.since, self.aliases_since, self.launched = [], [], []
                else:
                    self.since.append(record)
                    if kind == "region" and record.flags & ALIAS:
                        self.aliases_since.append(record)
                if kind == "alloc":
                    self.tensors.pop((record.id, record.type), None)
                elif kind == "holds":
                    self.tensors[record.buffer, record.type] = self.trace.tensors[record.tensor]
                elif kind == "asked":
                    self.asking.record(record)
                if kind == "failure":
                    self.lowest = min((r.address for r in self.replay.of(record.device, L1)),
                                      default=None)
                elif ran(record):       # now: its program may be destroyed at the next step
                    self.aliases(record)
                    self.launched.append((record, {
                        chip: self.replay.footprint(record.program, chip)
                        for chip in self.trace.chips(record.chips)}))
        except Wrong as error:
            self.complain(str(error))
        self.end()

    def say(self, what):
        self.complain(f"step '{self.name}': {what}")

    def equal(self, what, trace, runtime):
        if trace != runtime:
            self.say(f"{what}: trace {trace}, runtime {runtime}")

    def end(self):
        late = [r for r in self.since if type(r).__name__ == "launch"]
        self.equal("launches after the last step", len(late),
                   self.lines.get(self.name, {}).get("late_launches", len(late)))
        self.equal("their call sites", [self.site_of(r) for r in late], [(None, [])] * len(late))
        self.name = "the end"
        self.asking.end()
        if self.no_site:
            self.say(f"{len(self.no_site)} call sites missing or elsewhere: {self.no_site[0]}")
        self.equal("steps seen", self.steps, len(self.lines))
        self.equal("mark ends and begins", *map(sorted, self.marks))
        self.equal("lost records", [r for r in self.trace.of("lost") if r.count], [])
        if self.replay.unknown_frees and not self.inherited:
            self.say(f"frees of unknown buffers: {self.replay.unknown_frees[:3]}")

    def step(self, line):
        meshes = {d["mesh"] for d in line["devices"]}
        self.equal("open meshes", sorted(d.mesh for d in self.replay.devices.values()
                                         if d.mesh != UNKNOWN),
                   sorted(meshes))
        for device in line["devices"]:
            self.device(device, self.replay.device_of_mesh(device["mesh"]))
        if "per_core" in line:
            self.equal("addresses of single cores", sorted(
                [chip, *core, r.address] for r in self.replay.live.values()
                if r.type == L1 and r.flags & PER_CORE for core in self.trace.cores(r.cores)
                for chip in self.trace.chips(self.replay.devices[r.device].chips)),
                line["per_core"])
        if "purposes" in line:
            self.equal("purposes", collections.Counter(
                self.purposes[r.id] for r in self.replay.live.values()
                if r.id in self.purposes), collections.Counter(line["purposes"]))
        for said in line.get("tensors", ()):
            self.tensor(said)
        for mesh, address, ranges in line.get("grids", ()):
            handle = self.replay.device_of_mesh(mesh).device
            for r in self.replay.of(handle, L1):
                if r.address == address and r.cores:    # not known in every release
                    self.equal(f"cores that hold the buffer at {address}",
                               sorted(self.trace.cores(r.cores)), sorted(cores_of(ranges)))
        for mesh, address in line["alive"]:
            handle = self.replay.device_of_mesh(mesh).device
            if address not in {r.address for r in self.replay.of(handle, L1)
                               + self.replay.of(handle, L1_SMALL)}:
                self.say(f"a tensor lives at {address} of mesh {mesh}, the trace has none there")
        if "closed" in line:
            closed = [r for r in self.since if type(r).__name__ == "device_close"
                      and r.device in self.meshes]
            self.equal("closes", len(closed), 1)
        if "persistent" in line:
            self.persistent(line["persistent"])
        if "modules" in line:
            begun, classes = self.marks[0], {name.split(".")[0] for name in line["modules"]}
            self.equal("calls of modules", collections.Counter(
                name for _, name in begun if name.split(".")[0] in classes), line["modules"])
        placing.check(self.trace, self.since, line, self.equal)
        self.asking.step(line, self.launched)
        self.launches(line)
        self.callsites(line)
        self.called(line)
        self.failure(line)
        for kind, word in (("capture_begin", "begins"), ("capture_end", "ends"),
                           ("replay", "replays"), ("release", "releases")):
            self.equal(word, len([r for r in self.since if type(r).__name__ == kind]),
                       line.get(word, 0))

    def tensor(self, said):
        """What the trace says of the buffer at a tensor's address."""
        device = self.replay.device_of_mesh(said["mesh"]).device
        kind = {"dram": DRAM, "l1": L1, "l1_small": L1_SMALL}[said["kind"]]
        held = [self.tensors.get((r.id, r.type)) for r in self.replay.of(device, kind)
                if r.address == said["address"]]
        ours = [tensor_of(self.trace, words) if words else None for words in held]
        self.equal("tensor", ours, [{k: v for k, v in said.items() if k not in ("mesh", "address")}])

    def device(self, said, ours):
        """Sizes of the banks, and every block of both allocators by place and size."""
        self.equal("chips", sorted(self.trace.chips(ours.chips)), sorted(said["chips"]))
        self.equal("grid", [ours.grid_x, ours.grid_y], said["grid"])
        self.equal("banks", ours.bank_count, said["l1"]["banks"])
        bank = self.replay.banks[ours.device]
        self.equal("bank size", bank, said["l1"]["bank_bytes"])
        self.equal("L1_SMALL banks", ours.bank_count if ours.l1_small_bytes else 0,
                   said["l1_small"]["banks"])
        self.equal("L1_SMALL size", ours.l1_small_bytes, said["l1_small"]["bank_bytes"])
        self.equal("end of the banks", ours.unreserved_base + ours.bank_bytes
                   + said["l1_small"]["bank_bytes"], ours.l1_bytes)
        self.equal("DRAM banks", ours.dram_bank_count, said["dram"]["banks"])
        self.equal("DRAM bank size", ours.dram_bank_bytes, said["dram"]["bank_bytes"])
        self.equal("blocks in DRAM", sorted([r.address - ours.dram_base, r.bytes_per_core]
                   for r in self.replay.of(ours.device, DRAM)), said["dram"]["blocks"])
        bases = {L1: ours.unreserved_base, L1_SMALL: ours.l1_bytes - ours.l1_small_bytes}
        for kind, word in ((L1, "l1"), (L1_SMALL, "l1_small")):
            buffers, view = self.replay.of(ours.device, kind), said[word]
            live = sum(r.bytes_per_core for r in buffers)
            where = f"{word} of mesh {said['mesh']}"
            self.equal(f"live bytes in {where}", live, view["allocated"])
            self.equal(f"free bytes in {where}", view["bank_bytes"] - live, view["free"])
            self.equal(f"blocks of {where}",
                       sorted([r.address - bases[kind], r.bytes_per_core] for r in buffers),
                       view["blocks"])
            begin = bases[kind] + (ours.bank_bytes - bank if kind == L1 else 0)
            self.equal(f"largest free block of {where}",
                       largest_gap(buffers, begin, view["bank_bytes"]), view["largest"])

    def persistent(self, said):
        """Each place that the runtime reports is taken, on those cores and no others."""
        ours = [r for (_, kind, _), r in self.replay.live.items() if kind == PERSISTENT]
        if not said:
            self.equal("persistent space", ours, [])
        for address, size, ranges in said:
            found = {core for r in ours if r.address <= address
                     and address + size <= r.address + r.bytes_per_core
                     for core in self.trace.cores(r.cores)}
            self.equal(f"cores with persistent space at {address}, {size} bytes", sorted(found),
                       sorted(cores_of(ranges)))

    def launches(self, line):
        launched = [record for record, _ in self.launched]
        if len(launched) < line["launches"]:
            self.say(f"{len(launched)} launches, at least {line['launches']} expected")
        for device in line["devices"]:
            mesh, handle = device["mesh"], self.replay.device_of_mesh(device["mesh"]).device
            before = self.cache.get((mesh, handle), device["cache"] if self.inherited else 0)
            new = device["cache"] - before
            self.cache[mesh, handle] = device["cache"]
            programs = {r.program for r in launched if r.device == handle}
            if len(programs) < new and "failure" not in line:
                self.say(f"{new} programs more in the cache, {len(programs)} launched")
        for r, footprints in self.launched:
            if r.device not in self.replay.devices:
                self.say(f"launch on device {r.device}, which is not open")
            if not self.trace.strings.get(r.name):
                self.say("a launch without a name")
            for chip, footprint in footprints.items():
                if line["regions"] and not footprint:
                    self.say(f"{self.trace.strings[r.name]} has no regions on chip {chip}")
        step = line["step"].split(" ", 1)[1]
        self.programs[step] = {r.program for r in launched}
        self.ended[step] = self.launched
        if "cached" in line:
            self.equal("programs launched, from the cache", self.programs[step],
                       self.programs[line["cached"]])

    def aliases(self, launch):
        """An alias of a program of this step lies in a buffer that is live at its launch."""
        placed = {id(r) for r in self.aliases_since}
        for chip in self.trace.chips(launch.chips):
            homes = self.replay.holds(chip, L1) + self.replay.holds(chip, L1_SMALL)
            for r in self.replay.regions(launch.program, chip, with_aliases=True):
                if id(r) in placed and not any(
                        begin <= r.address and r.address + r.size_bytes <= end
                        for begin, end in homes):
                    self.say(f"an alias in no live buffer: {r}")

    def callsites(self, line):
        """Everything since the previous step has a call site between that step's line and this one."""
        (file, last), first = line["at"], self.line
        self.line = last
        for r in self.since:
            name = type(r).__name__
            if name in ("launch", "replay") or name == "alloc" and r.type in (L1, L1_SMALL):
                frames = [n for f, n, _ in self.trace.callsites.get(r.callsite, ())
                          if self.trace.strings[f] == file]
                if not frames:
                    self.no_site.append((self.name, r))
                elif (r.thread == self.thread and first < last
                      and not any(first <= n <= last for n in frames)):
                    self.no_site.append((self.name, f"lines {frames}, not {first} to {last}", r))

    def called(self, line):
        """Each announced call left something, and everything comes from announced calls."""
        wanted = [(s["tid"], s["op"], s["frames"][:FRAMES_MAX]) for s in line["sites"]]
        if not wanted:
            return
        tids = {r.thread: r.tid for r in self.trace.of("thread")}
        found = []
        for r in self.since:
            name = type(r).__name__
            if name == "launch" or name == "alloc" and r.type in (L1, L1_SMALL):
                op, frames = self.site_of(r)
                found.append((tids[r.thread], op, frames))
                if name == "launch":
                    self.equal("name of a launch", self.trace.strings[r.name], op or
                               self.trace.strings[r.type])
                    self.equal("a launch has a type", bool(self.trace.strings[r.type]), True)
        if line["sites"][0]["op"] is None:      # not an op that has a name
            found = [(tid, None, frames) for tid, _, frames in found]
        for f in found:
            if f not in wanted:
                self.say(f"not called from there: {f}")
        for w in wanted:
            if w not in found:
                self.say(f"nothing comes from {w}")

    def site_of(self, record):
        """(op, frames)"""
        frames = [[self.trace.strings[file], line, self.trace.strings[function]]
                  for file, line, function in self.trace.callsites[record.callsite]]
        if frames and frames[0][:2] == [None, 0]:
            return frames[0][2], frames[1:]
        return None, frames

    def failure(self, line):
        """One record for each exception, with the runtime's own numbers, and none without an
        exception."""
        records = [r for r in self.since if type(r).__name__ == "failure"]
        said = line.get("failure")
        if said and said["kind"] == "refused":
            if not records and (said["text"].split("backtrace:")[0], line["at"]) in self.refused:
                return              # repeated ones are counted
            self.refused.append((said["text"].split("backtrace:")[0], line["at"]))
        self.equal("failures", [FAILURES[r.type] for r in records], [said["kind"]] if said else [])
        failed = [r for r in self.since if type(r).__name__ == "launch" and r.flags & FAILED]
        if len(failed) > (1 if said else 0):
            self.say(f"{len(failed)} failed launches")
        if said and len(records) == 1:
            self.told = failures.numbers(said["kind"], said["text"])
            self.numbers(records[0], dict(self.told), said)
            self.site(records[0], said["frames"])
        if "ends_like" in line:
            self.ends_like(line["ends_like"])

    def numbers(self, record, told, said):
        place = failures.core_ranges(told.pop("cores", ""))
        what = told.pop("what", None)
        for name, value in told.items():
            self.equal(name, getattr(record, name), value)
        if record.blob and record.blob.decode().strip() not in said["text"]:
            self.say(f"the record's text is not the runtime's: {record.blob[:200]}")
        if said["kind"] == "refused" and not record.device:
            return                  # several are open
        if record.device not in self.replay.devices:
            self.say(f"failure on device {record.device}, which is not open")
        elif said["kind"] == "clash":
            self.equal("lowest live buffer", self.lowest, told["lowest_buffer"])
        if what and record.cores:
            self.equal("core range", sorted(self.trace.ranges(record.cores)), sorted(place))

    def site(self, record, frames):
        """The call site of the refused call: the frames through which the exception passed."""
        self.equal("call site of the failure", self.site_of(record)[1][:len(frames)], frames)

    def ends_like(self, step):
        """The refused program, if it ran at another step, ended there where the runtime now reports."""
        told = self.told
        if told is None:
            self.say("no refusal to compare with")
            return
        cores = cores_of(failures.core_ranges(told["cores"]))
        found = [{end for footprint in footprints.values()
                  for core, (_, end) in footprint.items() if core in cores}
                 for _, footprints in self.ended.get(step, ())]
        if {told["region_end"]} not in found:
            self.say(f"regions on {told['cores']} ended at {told['region_end']}; at '{step}' the "
                     f"trace's launches ended at {[sorted(ends) for ends in found]}")


def cores_of(ranges):
    return {(x, y) for x0, y0, x1, y1 in ranges
            for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)}


def largest_gap(buffers, base, size):
    last, largest = base, 0
    for r in sorted(buffers, key=lambda r: r.address):
        largest, last = max(largest, r.address - last), r.address + r.bytes_per_core
    return max(largest, base + size - last)


def check(truth, traces, complain):
    """truth: the file's lines; traces: Trace objects. Returns the number of steps compared."""
    by_pid, steps = {}, 0
    for line in truth:
        by_pid.setdefault(line["pid"], []).append(line)
    pids = [trace.pid for trace in traces]
    if sorted(pids) != sorted(by_pid):
        complain(f"traces of processes {sorted(pids)}, truth of {sorted(by_pid)}")
    for line in truth:
        if line.get("traces", len(traces)) != len(traces):
            complain(f"{len(traces)} traces, {line['traces']} processes recorded")
    for trace in traces:
        checker = Checker(trace, by_pid.get(trace.pid, []),
                          lambda what, t=trace: complain(f"{t.path.name}: {what}"))
        checker.run()
        steps += checker.steps
    return steps


def main(truth, *traces):
    wrong = []
    with open(truth) as file:
        lines = [json.loads(line) for line in file]
    steps = check(lines, [Trace(path) for path in traces], wrong.append)
    for what in wrong:
        print(what)
    print(f"{steps} steps compared, {len(wrong)} do not agree")
    return 1 if wrong or not steps else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
