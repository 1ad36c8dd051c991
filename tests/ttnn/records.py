"""A trace as Python objects, read with tests/format/decode.py, without the analyzer."""
import collections
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "format"))
import decode  # noqa: E402  (tests/format)

UNKNOWN = (1 << 64) - 1
DRAM, L1, L1_SMALL, PERSISTENT = 0, 1, 3, 16
FAILURES = {0: "oom", 1: "clash", 2: "too_big", 3: "config_too_big", 4: "launch_failed",
            5: "refused"}
ALIAS, FIRST = 1, 2             # of a region
FAILED, SAME_OP = 1, 2          # of a launch
PER_CORE, PART = 2, 16          # of an alloc
PART_SHIFT = 40
CHIPS_FIRST = 65536

KINDS = {
    1: "begin pid parent_pid wall_ns clock ticks_per_s forked", 2: "thread tid", 3: "string id",
    4: "cores id", 5: "chips id", 6: "callsite id",
    7: "device device mesh chips grid_x grid_y l1_bytes unreserved_base l1_small_bytes"
       " kernel_config_bytes bank_count bank_bytes arch flags dram_bank_count"
       " dram_bank_bytes dram_base",
    8: "device_close device",
    9: "alloc id device type layout size_bytes address bytes_per_core page_bytes cores core_count"
       " callsite flags",
    10: "free id device type callsite manner", 11: "region program chips type flags index address size_bytes cores",
    12: "regions_freed program chips types", 13: "program program runtime_id",
    14: "program_gone program", 15: "program_config program text_bytes config_bytes",
    16: "kernel program chips name core_type processor text0 text1 text2 cores",
    17: "launch program device chips name callsite flags type",
    18: "capture_begin device trace callsite", 19: "capture_end device trace callsite",
    20: "replay device trace callsite", 21: "release device trace callsite",
    22: "failure type device chips program buffer_type size_bytes bytes_per_bank bank_count"
        " bank_bytes allocated_bytes free_bytes largest_free_bytes region_end lowest_buffer"
        " limit_bytes cores callsite",
    23: "mark_begin name", 24: "mark_end name", 25: "note code a b", 26: "lost count reason",
    27: "pause unused", 28: "resume unused", 29: "end events", 30: "exit status signal wall_ns",
    31: "uses device program flags callsite", 32: "tensor id", 33: "holds buffer type tensor",
    34: "region_index program cores region index page_bytes pages format format_name type name",
    35: "kept device buffer type address flags callsite",
    36: "asked device what type answer free_bytes flags callsite",
}
TYPES = {number: collections.namedtuple(words.split()[0], ["time_ns", "thread", "blob",
                                                          *words.split()[1:]])
         for number, words in KINDS.items()}


class Trace:
    """All records of a file in order; definitions resolved."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.records = []
        self.strings, self._cores, self._chips, self.callsites = {0: None}, {0: ()}, {}, {0: ()}
        self.tensors = {}       # words of each
        for raw in decode.read(path):
            make = TYPES[raw["kind"]]
            fields = raw["fields"][:len(make._fields) - 3]
            fields += [UNKNOWN] * (len(make._fields) - 3 - len(fields))
            record = make(raw["time_ns"], raw["thread"], bytes.fromhex(raw["blob"]), *fields)
            self.records.append(record)
            self._define(record)

    def _define(self, record):
        kind, blob = type(record).__name__, record.blob
        if kind == "string":
            self.strings[record.id] = blob.decode("utf-8", "replace")
        elif kind == "cores":
            self._cores[record.id] = tuple(struct.iter_unpack("<4H", blob))
        elif kind == "chips":
            self._chips[record.id] = tuple(x for x, in struct.iter_unpack("<I", blob))
        elif kind == "callsite":
            self.callsites[record.id] = tuple(struct.iter_unpack("<3I", blob))
        elif kind == "tensor":
            self.tensors[record.id] = [x for x, in struct.iter_unpack("<I", blob)]

    def of(self, *kinds):
        return [r for r in self.records if type(r).__name__ in kinds]

    def cores(self, number):
        """All cores of a set."""
        return {(x, y) for x0, y0, x1, y1 in self._cores[number]
                for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)}

    def ranges(self, number):
        return self._cores[number]

    def chips(self, number):
        return (number,) if number < CHIPS_FIRST else self._chips[number]

    @property
    def pid(self):
        return self.of("begin")[0].pid
