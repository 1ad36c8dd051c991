#!/usr/bin/env python3
"""Checks the checker: a made-up trace agrees with its truth, and a change of any number of that
truth is noticed. Needs no ttnn."""
import copy
import pathlib
import unittest

import check
import records
from peak import peaks
from records import TYPES, UNKNOWN

BASE, TOP, SMALL = 1000, 9000, 500
NUMBERS = {kind.__name__: number for number, kind in TYPES.items()}


class MadeUp(records.Trace):
    """A device, two buffers, a program of one region, a launch, a clash, a close."""

    def __init__(self):
        self.path, self.records, self.time = pathlib.Path("made-up.l1t"), [], 0
        self.strings, self._cores, self._chips, self.callsites = {0: None}, {0: ()}, {}, {0: ()}
        self.add("begin", pid=7, forked=0)
        self._cores[1] = ((0, 0, 1, 1),)
        self.add("device", device=1, mesh=4, chips=2, grid_x=2, grid_y=2, l1_bytes=TOP,
                 unreserved_base=BASE, l1_small_bytes=SMALL, bank_count=4,
                 bank_bytes=TOP - BASE - SMALL, dram_bank_count=3, dram_bank_bytes=70000,
                 dram_base=640)
        self.mark("1 opened")
        self.add("alloc", id=9, device=1, type=0, address=704, bytes_per_core=64, flags=0)
        self.add("alloc", id=1, device=1, type=1, address=8000, bytes_per_core=500, flags=0)
        self.add("alloc", id=2, device=1, type=3, address=8900, bytes_per_core=100, flags=0)
        self.add("program", program=1)
        self.add("region", program=1, chips=2, type=0, flags=2, address=BASE, size_bytes=64,
                 cores=1)
        self.strings.update({90: "op", 91: "a.py", 92: "main"})
        self.callsites[1] = ((91, 5, 92),)
        self.add("launch", program=1, device=1, chips=2, name=90, flags=0)
        self.mark("2 ran")
        self.add("free", id=1, device=1, type=1)
        self.add("alloc", id=3, device=1, type=1, address=1010, bytes_per_core=7490, flags=0)
        self.add("failure", type=1, device=1, region_end=1064, lowest_buffer=1010, cores=1)
        self.add("launch", program=1, device=1, chips=2, name=90, flags=1)
        self.mark("3 refused")
        self.mark("4 like before")
        self.add("device_close", device=1)
        self.mark("5 closed")

    def add(self, kind, **fields):
        make = TYPES[NUMBERS[kind]]
        self.time += 10
        values = {name: 1 if name == "callsite" else UNKNOWN for name in make._fields[3:]}
        self.records.append(make(self.time, 1, b"", **{**values, **fields}))

    def mark(self, name):
        self.strings[len(self.strings) + 100] = name
        number = len(self.strings) + 99
        self.add("mark_begin", name=number)
        self.add("mark_end", name=number)


def device(blocks, small, largest, cache):
    size = TOP - BASE - SMALL
    live, less = sum(b[1] for b in blocks), sum(b[1] for b in small)
    return {"mesh": 4, "chips": [2], "grid": [2, 2], "cache": cache,
            "l1": {"banks": 4, "bank_bytes": size, "allocated": live, "free": size - live,
                   "largest": largest, "blocks": blocks},
            "l1_small": {"banks": 4, "bank_bytes": SMALL, "allocated": less, "free": SMALL - less,
                         "largest": SMALL - less, "blocks": small},
            "dram": {"banks": 3, "bank_bytes": 70000, "blocks": [[64, 64]] if small else []}}


def truth():
    text = ("Statically allocated circular buffers in program 3 clash with L1 buffers on core "
            "range [0-0 - 1-1]. L1 buffer allocated at 1010 and static circular buffer region "
            "ends at 1064")
    lines = [
        {"step": "1 opened", "devices": [device([], [], 7500, 0)], "launches": 0},
        {"step": "2 ran", "devices": [device([[7000, 500]], [[400, 100]], 7000, 1)], "launches": 1,
         "regions": True, "alive": [[4, 8000]]},
        {"step": "3 refused", "devices": [device([[10, 7490]], [[400, 100]], 10, 1)], "launches": 0,
         "failure": {"kind": "clash", "text": text, "frames": [["a.py", 5, "main"]]}},
        {"step": "4 like before", "devices": [device([[10, 7490]], [[400, 100]], 10, 1)],
         "launches": 0, "ends_like": "ran"},
        {"step": "5 closed", "devices": [], "launches": 0, "closed": 4},
    ]
    return [{"pid": 7, "at": ["a.py", 5], "regions": False, "alive": [], "sites": [], **line} for line in lines]


def complaints(lines, trace=None):
    found = []
    check.check(lines, [trace or MadeUp()], found.append)
    return found


def places(value, path=()):
    """Paths of all numbers."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield path
    elif isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


class CheckTest(unittest.TestCase):
    def test_what_agrees_is_not_complained_about(self):
        self.assertEqual(complaints(truth()), [])

    def test_a_call_site_elsewhere_is_noticed(self):
        for step, place in ((1, ["b.py", 5]), (0, ["a.py", 6])):
            lines = truth()
            lines[step]["at"] = place
            if step == 0:
                lines[1]["at"] = ["a.py", 9]
            self.assertTrue(complaints(lines))

    def test_every_number_changed_is_noticed(self):
        for path in places(truth()):
            if path[-1] in ("pid", "cache", "closed") or "at" in path:
                continue
            lines = truth()
            inner = lines
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] += 1
            self.assertTrue(complaints(lines), f"{path} + 1 was not noticed")

    def test_numbers_in_the_text_of_a_refusal_are_compared(self):
        for old in ("1010", "1064", "1-1]"):
            lines = truth()
            text = lines[2]["failure"]["text"].replace(old, old.replace("1", "2", 1))
            lines[2]["failure"]["text"] = text
            self.assertTrue(complaints(lines), old)

    def test_every_record_that_is_missing_is_noticed(self):
        whole = MadeUp()
        for i, record in enumerate(whole.records):
            name = type(record).__name__
            if name in ("begin", "program") or (name == "launch" and record.flags):
                continue        # a refused program may not have reached its launch
            trace = copy.copy(whole)
            trace.records = whole.records[:i] + whole.records[i + 1:]
            self.assertTrue(complaints(truth(), trace), f"without {record}")

    def test_the_recount_finds_the_peak_counted_by_hand(self):
        (chip, x, y, core), *others = peaks(MadeUp()).done
        self.assertEqual((chip, x, y, len(others)), (2, 0, 0, 3))
        self.assertEqual((core.peak_bytes, core.parts), (7590, (7490, 100, 0, 0)))
        self.assertEqual(core.headroom_bytes, 8000 - BASE - 64)     # the refused launch never ran

    def test_more_programs_in_the_cache_than_launched_are_noticed(self):
        lines = truth()
        lines[1]["devices"][0]["cache"] = 2
        self.assertTrue(complaints(lines))


if __name__ == "__main__":
    unittest.main()
