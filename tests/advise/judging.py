"""Is advice true? Each piece is carried out in the script, which runs again on the real runtime: then
the peak is the one that was said, the failure that was to be gone is gone, nothing else fails, and no
tensor was freed that the script still takes.

Must not know: how advice is found.
"""
import collections
import re

from carrying import Ambiguous, CannotCarryOut, Carrying
from judging_sizes import judge_sizes
from lives import L1_KINDS, lives, turns

PIECES_MOST = 3         # of one script that are tried by themselves
OTHERS_MOST = 1         # of each other kind; by hand (--keep) all
OTHERS = {"to dram": "to_dram", "in place": "in_place", "reallocate": "reallocate"}


class Judge:
    """Of one script: what it did, and complaints about what is said of it."""

    def __init__(self, recorder, analyzer, advisor, script, thorough=False):
        self.recorder, self.analyzer, self.script = recorder, analyzer, script
        self.wrong, self.reasons, self.done = [], [], collections.Counter()
        self.thorough, self.tried_of = thorough, collections.Counter()
        watched = script.with_suffix(".watch")
        seen = recorder.run(script, watched)
        self.plain = recorder.run(script)
        if seen.status != self.plain.status or self.plain.status < 0:
            self.wrong.append(f"the script itself ended with {self.plain.status}, and with "
                              f"{seen.status} when watched: {self.plain.log[-300:]}")
            return
        self.lives, self.calls = lives(watched)
        self.turns = turns(self.calls)
        self.source = Carrying(script.read_text(), self.turns)
        self.peaks, self.failures, self.ops, self.sizes = self.outcome(self.plain)
        self.rows = advisor(self.plain.trace)
        self.done["scripts"] += 1
        self.done["scripts that fail"] += bool(self.failures)

    def outcome(self, run):
        """Peaks by chip; failures by kind and innermost line; how many ops ran, and their sizes."""
        peaks, failures, ops, sizes = self.analyzer.outcome(run.trace)
        lines = ((kind, site.split("; ")[0].split(" ")[0].rsplit(":", 1)[-1]) for kind, site in failures)
        return peaks, collections.Counter(lines), ops, sizes

    def all(self):
        frees = [row for row in self.rows if row["action"] == "free earlier"]
        for number, row in enumerate(frees):
            members, untrue = self.members(row)
            for what in untrue:
                self.complain(row, what)
            if number < PIECES_MOST:
                self.free(row, members)
        for row in self.rows:
            if row["action"] == "all together":
                self.free(row, [life for piece in frees for life in self.members(piece)[0]])
            elif row["action"] == "floor":
                self.floor(row)
            elif row["action"] in OTHERS and (self.thorough or self.tried_of[row["action"]] < OTHERS_MOST):
                self.tried_of[row["action"]] += 1
                getattr(self, OTHERS[row["action"]])(row)
        judge_sizes(self)

    def members(self, row):
        """The lifetimes of a pair of lines, and what is untrue about them. There may be more than are
        told of: those that are freed there as it is."""
        made, last = ((row[site] or row["callsite"]).split("; ")[0]
                      for site in ("callsite", "last_use_callsite"))
        made = {made, *re.findall(r"made at (\S+:\d+ \S+), too", row.get("because") or "")}
        of_line = [life for life in self.lives if life.kind in L1_KINDS and
                   any(frame["line"] in made for frame in life.made["frames"])]
        found = [life for life in of_line if life.pair_lines()[0] in made and life.pair_lines()[1] == last]
        untrue = [f"{call['op']} at {place(call['frames'][0]['line'])} still takes it" for life in found
                  for call in life.later_touches() if call["op"] != "deallocate"]
        if len(found) < row["count"]:
            untrue.append(
                f"{row['count']} lifetimes of this pair are told of, and {len(found)} were seen; what "
                "that line makes could go after "
                f"{sorted({place(life.pair_lines()[1]) for life in of_line})}")
        untrue += self.misnamed(row, found)
        return found, untrue

    def misnamed(self, row, members):
        """Is a variable that is told of, where it can be seen, the tensor after the second line?"""
        for life in members:
            _made, _a, last, b = life.pair()
            frame = last["frames"][b]
            of_life = frame["names"].get(life.number, ())
            told = [name for name in (row["variable"] or "").split(", ")
                    if any(name in names for names in frame["names"].values())]
            if len(told) == 1 and row["callsite"] != row["last_use_callsite"] and not (
                    told[0] in of_life and self.source.keeps(frame["at"], told[0])):
                yield f"{told[0]} is another tensor after {place(frame['line'])}; it is {of_life}"
                return

    def found_out(self, rows):
        """How many of these pieces are seen to be untrue without carrying them out."""
        return sum(bool(self.members(row)[1]) for row in rows if row["action"] == "free earlier")

    def free(self, row, members):
        """Runs the script with each of them freed after the second of its lines."""
        self.tried(row, lambda carrying: carrying.free_after(
            [self.where(life) for life in members], row.get("bare", True)))

    def floor(self, row):
        """Each is freed after what takes it last, as far as the script can: the peak is not below the
        floor, and if all could be freed it may have reached it."""
        if self.plain.status:
            return      # what it would have taken next is not known
        places = []
        for life in self.lives:
            taken = [touch for touch in life.touches if touch[0]["op"] != "deallocate"]
            call, path = taken[-1] if taken else (life.made, ["made", *life.path])
            if life.kind in L1_KINDS and path is not None and "error" not in call:
                places.append((call, 0, path))
        run = self.tried(row, lambda carrying: carrying.free_after(places, False))
        if run:
            peaks, _failures, ran, sizes = self.outcome(run)
            peak = peaks.get(row["device"], 0)
            if (ran, sizes) != (self.ops, self.sizes):
                self.done["not the same programs, for the floor"] += 1
                return      # ops that look at free L1 made others
            self.done["floor reached"] += peak == row["peak_after_bytes"]
            lower = peak < row["peak_after_bytes"] and row["figure"] in ("exact", "at least")
            if lower or run.status not in (0, self.plain.status):
                self.complain(row, f"{run.status}, peak {peak} with all freed after their last use")

    def where(self, life):
        made, a, last, b = life.pair()
        names = last["frames"][b]["names"].get(life.number)
        if names and not b and self.source.repeats(last["frames"][b]["at"]):
            return last, b, names[0]        # after all of a comprehension
        if life.reads and not b and life.reads[-1][1] is not None:
            return last, b, life.reads[-1][1]
        if last is made and a == b:
            if a:
                return last, b, ["made"]
            return last, b, ["made", *life.path]
        if not names:
            raise CannotCarryOut(f"{life.number} has no name at {last['frames'][b]['line']}")
        return last, b, names[0]

    def calls_at(self, site, op=None):
        """Calls with a frame at this line, and that frame's index; op: only those of its own of this op."""
        line = site.split("; ")[0]
        for call in self.calls:
            for depth, frame in enumerate(call["frames"]):
                if frame["line"] == line and (op is None or (not depth and call["op"] == op.split(".")[-1])):
                    yield call, depth
                    break

    def to_dram(self, row):
        calls = [call for call, _depth in self.calls_at(row["callsite"], row["name"])]
        made = [life.made for life in self.lives if life.kind in L1_KINDS and life.made in calls]
        if len(made) < row["count"]:
            self.complain(row, f"{row['count']} are told of, and {len(made)} were seen")
        self.tried(row, lambda carrying: carrying.output_to_dram(made))

    def in_place(self, row):
        """Each call of the line is the last that takes one of its inputs, as large as its output."""
        inputs, frees = [], []
        site = row["last_use_callsite"]
        for call, _depth in [*self.calls_at(site, row["name"])] or self.calls_at(site):
            dying = [life for life in self.lives if life.reads and life.reads[-1][0] is call and
                     life.made is not call and life.reads[-1][1] is not None]
            dying = [life for life in dying if self.named(row, life)] or dying
            if not dying:
                self.complain(row, f"call {call['call']} is no input's last use")
                return
            life = dying[0]
            later = [c for c in life.later_touches() if c["op"] != "deallocate"]
            if later:
                self.complain(row, f"{later[0]['op']} still takes it")
            frees += [c for c in life.later_touches() if c["op"] == "deallocate"]
            inputs.append((call, life.reads[-1][1]))
        self.tried(row, lambda carrying: carrying.in_place(inputs, frees))

    def named(self, row, life):
        """Is it the variable that is told of?"""
        last = life.reads[-1][0]["frames"][0]
        return row["variable"] in last["names"].get(life.number, ())

    def reallocate(self, row):
        """Each time that the line runs the tensor is moved before it, under all names that it has there."""
        made = row["callsite"].split("; ")[0]
        of_line = [life for life in self.lives if any(f["line"] == made for f in life.made["frames"])]

        def change(carrying):
            places = []
            for call, depth in self.calls_at(row["last_use_callsite"]):
                names = [n for life in of_line for n in call["frames"][depth]["names"].get(life.number, ())]
                if names:
                    places.append((call, depth, names))
                outer = [n for life in of_line for f in call["frames"][depth + 1:]
                         for n in f["names"].get(life.number, ())]
                if outer or (names and row["variable"] and row["variable"] not in names):
                    raise CannotCarryOut(f"{outer or names} is {row['variable']}, too")
            if not places:
                raise CannotCarryOut("it has no name there")
            carrying.reallocate_before(places)
        self.tried(row, change)

    def tried(self, row, change):
        carrying = Carrying(self.script.read_text(), self.turns)
        try:
            change(carrying)
        except CannotCarryOut as reason:
            if isinstance(reason, Ambiguous):
                self.complain(row, f"what is to be freed? {reason}")
            self.done[f"not carried out: {row['action']}"] += 1
            self.reasons.append(f"{self.script.name}, {row['advice']} {row['action']}: {reason}")
            return None
        changed = self.script.with_name(f"{self.script.stem}_{row['advice']}.py")
        changed.write_text(carrying.text())
        run = self.recorder.run(changed)
        self.done[f"carried out: {row['action']}"] += 1
        for how, times in carrying.how.items():
            self.done[how] += times
        if row["action"] != "floor":
            self.compare(row, run)
        return run

    def compare(self, row, run):
        unsure = row["action"] == "to dram" and "known" in (row["because"] or "")
        if unsure and run.status not in (self.plain.status, 0):
            self.done["refused, which was said to be possible"] += 1
            return
        if run.status != self.plain.status and run.status != 0:
            self.complain(row, f"the script ended with {run.status}: {run.log[-300:]}")
            return
        peaks, failures, ran, _sizes = self.outcome(run)
        gone = sum((self.failures - failures).values())
        if not gone and failures - self.failures:
            self.complain(row, f"new failures {dict(failures - self.failures)}")
        # what is in DRAM already is not brought there
        if ran < self.ops and not gone and row["action"] != "to dram":
            self.complain(row, f"{ran} ops ran, and {self.ops} before")
        # or the script went on from there, and failed at its next step
        launched = self.ops - (row["count"] if row["action"] == "to dram" else 0)
        if ran <= launched and gone < (row["failures_prevented"] or 0):
            self.complain(row, f"{gone} of {row['failures_prevented']} failures are gone: before "
                               f"{dict(self.failures)}, now {dict(failures)}")
        peak = peaks.get(row["device"], 0)
        if row["action"] == "to dram":
            self.compare_about(row, peak, gone or self.failures and ran > launched)
            return
        # what runs once nothing fails was never recorded
        exact = row["figure"] == "exact" and not gone and ran == self.ops
        self.done["exact" if exact else "at least"] += 1
        low = row["figure"] is not None and peak < row["peak_after_bytes"]
        if peak != row["peak_after_bytes"] if exact else low:
            self.complain(row, f"the peak is {peak} then")
        self.done["with a lower peak"] += peak < self.peaks[row["device"]]

    def compare_about(self, row, peak, further):
        """Programs may be larger or smaller then; the peak is lower than it was, if the script did not come
        further than it did, and nothing is said that would bring it back into L1."""
        self.done["to dram, to the byte" if peak == row["peak_after_bytes"] else
                  "to dram, about"] += not further
        if row["failures_prevented"] and "what its call does next is not known" not in row["because"]:
            self.complain(row, "that it is not known how the script goes on is not said")
        if "which only returned what is in L1" in row["because"]:
            self.done["to dram, unless it comes back"] += 1
        elif not further and peak >= self.peaks[row["device"]]:
            self.complain(row, f"the peak is {peak} then")

    def complain(self, row, what):
        self.wrong.append(
            f"{self.script.name}, {row['advice']} {row['action']} {row['variable']} made at "
            f"{place(row['callsite'])}, freed after {place(row['last_use_callsite'])}: peak "
            f"{row['peak_bytes']} to {row['figure']} {row['peak_after_bytes']}: {what}")


def place(site):
    """The innermost line, without its folder."""
    return site.split("; ")[0].split("/")[-1] if site else "nowhere"
