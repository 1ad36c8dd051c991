"""Who uses what: a slow recount from the records, and what the scenario knows about its calls."""
import bisect
import collections
import itertools
import struct

from records import DRAM, FAILED, L1, L1_SMALL, UNKNOWN

PARTIAL, READ, WRITE, TAKEN = 1, 2, 4, 8         # of a record of uses
IN_L1, IN_DRAM = 1, 2                   # of a word
KINDS = {"dram": DRAM, "l1": L1, "l1_small": L1_SMALL}


class Life:
    def __init__(self, record, ops):
        self.record, self.ops_before = record, ops
        self.uses, self.first, self.last, self.how, self.perhaps = 0, None, None, None, None
        self.end_ns = self.ops_until_end = None

    def holds(self, address):
        size = self.record.bytes_per_core
        return self.record.address <= address < self.record.address + (
            1 if size == UNKNOWN else size)


def words_of(record):
    return [word for word, in struct.iter_unpack("<I", record.blob)]


class Recount:
    """All lifetimes of a trace, in the order in which they ended."""

    def __init__(self, trace):
        self.live, self.done, self.pending, self.captured = {}, [], {}, {}
        self.capturing, self.ops = {}, 0        # by device: its trace
        for record in trace.records:
            step = getattr(self, "on_" + type(record).__name__, None)
            if step:
                step(record)
        for key in list(self.live):
            self.end(key, None)
        self.told = any(r.program for r in trace.of("uses")) or not self.ops

    def end(self, key, time_ns):
        life = self.live.pop(key, None)
        if life:
            life.end_ns, life.ops_until_end = time_ns, self.ops
            self.done.append(life)

    def on_alloc(self, record):
        self.end((record.id, record.type), record.time_ns)
        self.live[record.id, record.type] = Life(record, self.ops)

    def on_free(self, record):
        self.end((record.id, record.type), record.time_ns)

    def on_device_close(self, record):
        for key in [k for k, life in self.live.items() if life.record.device == record.device]:
            self.end(key, record.time_ns)

    def all_perhaps(self, device, at):
        for life in self.live.values():
            if life.record.device == device:
                life.perhaps = at

    def use(self, device, word, at, how):
        address, kinds = word & ~31, {L1, L1_SMALL, DRAM}
        if word & IN_L1:
            kinds.discard(DRAM)
        if word & IN_DRAM:
            kinds = {DRAM}
        hits = [x for x in self.live.values() if x.record.type in kinds and x.holds(address)]
        here = [x for x in hits if x.record.device == device]
        begin = [x for x in here if x.record.address == address]
        if len(begin) == 1:
            life = self.whole(begin[0])
            life.uses, life.last, life.how = life.uses + 1, at, how
            life.first = life.first or at
        for life in here if len(begin) == 1 or begin else hits:
            if not (len(begin) == 1 and life is begin[0]):
                self.whole(life).perhaps = at

    def whole(self, life):
        return self.live.get((life.record.id % (1 << 40), life.record.type), life)

    def on_uses(self, record):
        if record.program:
            self.pending[record.thread] = record
            return
        for word in words_of(record):
            self.use(record.device, word, (self.ops, record.time_ns),
                     "view" if record.flags & TAKEN else
                     "host read" if record.flags & READ else "host write")

    def on_launch(self, record):
        if not record.flags & 2 or not self.ops:
            self.ops += 1
        told = self.pending.pop(record.thread, None)
        if record.flags & FAILED:
            return
        at, partial = (self.ops, record.time_ns), True
        captured = self.captured.get((record.device, self.capturing.get(record.device)))
        if told and told.program == record.program:
            partial = bool(told.flags & PARTIAL)
            for word in words_of(told):
                self.use(record.device, word, at, "op")
            if captured:
                captured[0].update(words_of(told))
        if partial:
            self.all_perhaps(record.device, at)
            if captured:
                captured[1] = True

    def on_capture_begin(self, record):
        self.capturing[record.device] = record.trace
        self.captured[record.device, record.trace] = [set(), False]

    def on_capture_end(self, record):
        if self.capturing.get(record.device) == record.trace:
            del self.capturing[record.device]

    def on_replay(self, record):
        self.ops += 1
        words, partial = self.captured.get((record.device, record.trace), (set(), True))
        if partial:
            self.all_perhaps(record.device, (self.ops, record.time_ns))
        else:
            for word in sorted(words):
                self.use(record.device, word, (self.ops, record.time_ns), "replay")


def check(ask, trace, truth, say):
    recount = Recount(trace)
    if len({r.thread for r in trace.of("launch")}) == 1:       # ops are numbered by thread
        rows = ask("uses", "--kind", "all")
        compare(rows, recount, say)
        floor(ask, rows, say)
    works = [line for line in truth if "works" in line]
    for line in works:
        works_on(trace, line, say)
    for line in truth:
        for free in line.get("frees", ()):
            freed(trace, line, free, say)


def compare(rows, recount, say):
    ours, theirs = collections.Counter(), collections.Counter()
    for life in recount.done:
        if life.record.id >> 40 or life.record.type not in KINDS.values():
            continue
        by_op = life.last and life.how in ("op", "replay")
        ours[life.record.id, life.record.time_ns, life.uses if recount.told else None,
             life.first[0] if recount.told and life.first else None,
             life.last[0] if recount.told and by_op else None,
             life.perhaps[0] if recount.told and life.perhaps else None] += 1
    for r in rows:
        if r["kind"] in KINDS:
            theirs[r["buffer"], r["alloc_ns"], r["uses"], r["first_use_op"], r["last_use_op"],
                   r["perhaps_op"]] += 1
    if ours != theirs:
        say(f"uses: recounted only {list((ours - theirs).items())[:3]}, l1analyze only "
            f"{list((theirs - ours).items())[:3]}")


class Sum:
    """Of amounts that begin at some times."""

    def __init__(self, pairs):
        pairs = sorted(pairs)
        self.times = [time for time, _bytes in pairs]
        self.sums = [0, *itertools.accumulate(size for _time, size in pairs)]

    def before(self, time):
        return self.sums[bisect.bisect_left(self.times, time)]

    def until(self, time):
        return self.sums[bisect.bisect_right(self.times, time)]


def floor(ask, rows, say):
    """The fullest moment less what is dead then, recounted from the rows of uses and of timeline."""
    dead = collections.defaultdict(list)
    for r in rows:
        if r["kind"] in ("l1", "l1_small") and r["uses"] is not None and \
                r["freed"] != "owned by the program cache" and \
                not r["per_core"] and r["bytes_per_core"] is not None and \
                (r["free_ns"] is None or r["last_use_ns"] < r["free_ns"]):
            for chip in str(r["chips"] if r["chips"] is not None else r["device"]).split(","):
                dead[int(chip)].append(r)
    begin = {chip: Sum((r["last_use_ns"], r["bytes_per_core"]) for r in of) for chip, of in dead.items()}
    end = {chip: Sum((r["free_ns"], r["bytes_per_core"]) for r in of if r["free_ns"] is not None)
           for chip, of in dead.items()}
    ours = {}
    for r in ask("timeline"):
        chip, time = r["device"], r["time_ns"]
        held = begin[chip].before(time) - end[chip].until(time) if chip in dead and \
            r["event"] != "replay" else 0
        peak, least = ours.get(r["opening"], (0, 0))
        ours[r["opening"]] = max(peak, r["total_bytes"]), max(least, r["total_bytes"] - held)
    theirs = collections.Counter((r["peak_bytes"], r["least_bytes"]) for r in ask("query", "uses_floor"))
    if collections.Counter(v for v in ours.values() if v[0]) != +collections.Counter(
            {k: n for k, n in theirs.items() if k[0]}):
        say(f"uses --dead: {ours} recounted, {dict(theirs)} said")


def lives_at(trace, mesh, address, kind, time_ns):
    devices = {d.device for d in trace.of("device") if d.mesh == mesh}
    found = None
    for record in trace.of("alloc", "free"):
        if record.time_ns > time_ns:
            break
        if type(record).__name__ == "alloc" and record.device in devices and \
                record.address == address and record.type == KINDS[kind]:
            found = record
        elif found and type(record).__name__ == "free" and record.id == found.id:
            found = None
    return found


def span(trace, line):
    """Times of the marks around a call."""
    begin = [r.time_ns for r in trace.of("mark_begin")
             if trace.strings[r.name] == "begin " + line["works"]]
    end = [r.time_ns for r in trace.of("mark_begin") if trace.strings[r.name] == line["step"]]
    return begin[-1], end[0]


def works_on(trace, line, say):
    """The words of the call's launches have each operand that the scenario knows of."""
    begin, end = span(trace, line)
    told = [r for r in trace.of("uses") if begin <= r.time_ns < end]
    words = {word for r in told if r.program for word in words_of(r)}
    if not any(begin <= r.time_ns < end for r in trace.of("launch")):
        return
    for mesh, address, kind in [*line["operands"], *line["results"]]:
        allowed = {address, address | (IN_DRAM if kind == "dram" else IN_L1)}
        if not allowed & words:
            say(f"uses: {line['works']} works on {kind} at {address}, and its launches tell of "
                f"{sorted(words)}")


def freed(trace, line, free, say):
    mesh, address, kind, file, number, function = free
    before = [r.time_ns for r in trace.of("mark_begin") if trace.strings[r.name] == line["step"]][0]
    known = [r for r in trace.of("alloc") if r.address == address and r.type == KINDS[kind] and
             r.time_ns < before]
    frees = [r for r in trace.of("free") if known and r.id == known[-1].id and r.time_ns < before]
    if not frees:
        say(f"step '{line['step']}': no free of {kind} at {address}")
        return
    frames = [(trace.strings[f], n, trace.strings[g])
              for f, n, g in trace.callsites.get(frees[-1].callsite, ()) if n]
    if not frames or frames[0] != (file, number, function):
        say(f"step '{line['step']}': freed at {frames[:1]}, and should be at "
            f"{(file, number, function)}")
