#!/usr/bin/env python3
"""The floor is a floor: of small random programs every possible moment for each free is tried, in any
order, and the lowest peak of them all is what `l1analyze advise` says, for everything freed after its
last use. Of what lives during a capture it leaves the frees where they are, and says 'at most'.

    floor_test.py --writer STORY_WRITER --l1analyze L1ANALYZE [--programs 60] [--seed 1]
"""
import argparse
import itertools
import json
import os
import random
import subprocess
import sys

TOP, UNIT = 1 << 20, 1024
TRIED_MOST = 20000      # ways of a program


class Program:
    """A sequence of events; what each uses of the buffers that are live."""

    def __init__(self, rng):
        self.rng, self.events, self.sizes, self.place = rng, [], {}, TOP
        self.programs = {p: rng.randint(1, 8) * UNIT for p in (1, 2, 3)}
        self.live, self.captured, capture = [], None, rng.random() < .4
        for _ in range(rng.randint(5, 11)):
            rng.choices((self.alloc, self.run, self.read, self.free), (5, 5, 1, 2))[0]()
            if capture and len(self.live) > 1 and rng.random() < .3:
                capture = False
                self.capture()
        self.closed = rng.random() < .5

    def alloc(self):
        number = len(self.sizes) + 1
        if number > 6:
            return
        self.sizes[number] = self.rng.randint(1, 9) * UNIT
        self.live.append(number)
        self.events.append(("alloc", number))

    def some(self):
        return self.rng.sample(self.live, min(len(self.live), self.rng.randint(1, 2)))

    def run(self):
        if self.live:
            self.events.append(("run", self.rng.randint(1, 3), *self.some()))

    def read(self):
        if self.live:
            self.events.append(("read", self.rng.choice(self.live)))

    def free(self):
        if self.live:
            number = self.live.pop(self.rng.randrange(len(self.live)))
            self.events.append(("free", number))

    def capture(self):
        """What is captured lives until its replay."""
        self.events.append(("capture",))
        for _ in range(self.rng.randint(1, 2)):
            self.run()
        self.events.append(("end",))
        for _ in range(self.rng.randint(0, 2)):
            self.rng.choice((self.alloc, self.run))()
        self.events.append(("replay",))

    def addresses(self):
        """From the top down; no address is used twice."""
        found, place = {}, TOP
        for number, size in self.sizes.items():
            place -= size
            found[number] = place
        return found

    def text(self):
        at = self.addresses()
        lines = [f"program {p} {size}" for p, size in self.programs.items()]
        for what, *rest in self.events:
            if what == "alloc":
                lines.append(f"alloc {rest[0]} {at[rest[0]]} {self.sizes[rest[0]]}")
            elif what == "run":
                lines.append(f"run {rest[0]} {' '.join(str(at[n]) for n in rest[1:])}")
            elif what == "read":
                lines.append(f"read {at[rest[0]]}")
            elif what == "free":
                lines.append(f"free {rest[0]}")
            else:
                lines.append(f"{what} 1")
        return "\n".join(lines + ["close"] * self.closed) + "\n"

    def last_uses(self):
        """Index of the last event that needs each buffer."""
        last, in_capture, captured = {}, False, set()
        for index, (what, *rest) in enumerate(self.events):
            in_capture = (in_capture or what == "capture") and what != "end"
            for number in rest[what == "run":] if what in ("alloc", "run", "read") else ():
                last[number] = index
                if in_capture and what == "run":
                    captured.add(number)
            if what == "replay":
                last.update(dict.fromkeys(captured, index))
        return last

    def frees(self):
        """Index of the event at which each buffer is freed; behind the last one if never."""
        found = dict.fromkeys(self.sizes, len(self.events))
        for index, (what, *rest) in enumerate(self.events):
            if what == "free":
                found[rest[0]] = index
        return found

    def peak(self, freed_after):
        """If each buffer goes right after this event."""
        live, highest, captured, in_capture = set(), 0, [], False
        held = lambda buffers: sum(self.sizes[n] for n in buffers)
        for index, (what, *rest) in enumerate(self.events):
            if what == "alloc":
                live.add(rest[0])
                highest = max(highest, held(live))
            elif what == "capture":
                in_capture, captured = True, []
            elif what == "end":
                in_capture = False
            elif what == "run" and in_capture:
                captured.append((set(live), self.programs[rest[0]]))
            elif what == "run":
                highest = max(highest, held(live) + self.programs[rest[0]])
            elif what == "replay":
                highest = max([highest, *(held(live | then) + size for then, size in captured)])
            live -= {n for n in live if freed_after[n] == index}
        return highest

    def ways(self):
        """Everything that the frees could do: each any time after the last use and not later than now."""
        last, now = self.last_uses(), self.frees()
        numbers = list(self.sizes)
        for moments in itertools.product(*(range(last[n], max(last[n], now[n]) + 1) for n in numbers)):
            yield dict(zip(numbers, moments))

    def count(self):
        last, now, ways = self.last_uses(), self.frees(), 1
        for n in self.sizes:
            ways *= max(0, now[n] - last[n]) + 1
        return ways


def floor_of(options, program):
    """The peak and the floor that are told of a program."""
    written = subprocess.run([options.writer], input=program.text(), text=True, check=True,
                             stdout=subprocess.PIPE)
    trace = written.stdout.strip()
    done = subprocess.run([options.l1analyze, "advise", "--format", "jsonl", trace],
                          capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    peaks = subprocess.run([options.l1analyze, "peak", "--format", "jsonl", trace],
                           capture_output=True, text=True, check=True)
    os.unlink(trace)
    peak = max(json.loads(line)["peak_bytes"] for line in peaks.stdout.splitlines())
    return peak, next(((r["peak_after_bytes"], r["figure"]) for r in rows if r["action"] == "floor"),
                      (None, None))


def is_right(now, lowest, said, figure, captures):
    """Is it the lowest peak; or, where there are captures, between that and the present one?"""
    if captures:
        return figure == "at most" and lowest <= said <= now
    return figure == "exact" and said == lowest


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writer", required=True)
    parser.add_argument("--l1analyze", required=True)
    parser.add_argument("--programs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, wrong, lower, replays, tried = random.Random(options.seed), [], 0, 0, 0
    for number in range(options.programs):
        program = Program(rng)
        while not program.sizes or program.count() > TRIED_MOST:
            program = Program(rng)
        now, least = program.peak(program.frees()), program.peak(program.last_uses())
        lowest = min(map(program.peak, program.ways()))
        peak, (said, figure) = floor_of(options, program)
        captures = ("capture",) in program.events
        tried += program.count()
        lower += lowest < now
        replays += ("replay",) in program.events
        if (peak, least) != (now, lowest) or not is_right(now, lowest, said, figure, captures):
            wrong.append(f"program {number}: peak {peak} and floor {said} {figure}; here the peak is {now}, of "
                         f"all ways the lowest {lowest}, freed after the last use {least}:\n"
                         f"{program.text()}")
    for line in wrong[:5]:
        print(line)
    print(f"{options.programs} programs, {tried} ways, {lower} with a lower peak, {replays} with "
          f"replays, {len(wrong)} complaints")
    return 1 if wrong or lower < options.programs // 4 else 0


if __name__ == "__main__":
    sys.exit(main())
