"""Compares the raw tables of `l1analyze load` with the trace's records: nothing is lost or altered."""
import collections
import sqlite3
import subprocess

from check import tensor_of
from records import FAILURES, PART, PART_SHIFT, UNKNOWN

KINDS = {0: "dram", 1: "l1", 2: "system_memory", 3: "l1_small", 4: "trace", 16: "persistent"}
NUMBERS = ("size_bytes bytes_per_bank bank_count bank_bytes allocated_bytes free_bytes "
           "largest_free_bytes region_end lowest_buffer limit_bytes").split()
DEVICE = ("mesh grid_x grid_y l1_bytes unreserved_base l1_small_bytes kernel_config_bytes "
          "bank_count bank_bytes dram_bank_count dram_bank_bytes dram_base").split()


def known(*values):
    return tuple(None if value == UNKNOWN else value for value in values)


def buffer_of(number, parts):
    """The lower bits of a part's id are the buffer's id."""
    return number & (1 << PART_SHIFT) - 1 if number in parts else number


def held(trace):
    """(buffer, alloc_ns) and what l1analyze says of the tensor in each buffer that has one."""
    rows, live = {}, {}
    for r in trace.of("alloc", "holds"):
        if type(r).__name__ == "alloc":
            live[r.id, r.type] = r.id, r.time_ns
            continue
        for key in [k for k in live if k[0] % (1 << PART_SHIFT) == r.buffer and k[1] == r.type]:
            said = tensor_of(trace, trace.tensors[r.tensor])
            order = said["shard_order"] and said["shard_order"].replace("_", " ").replace("col ", "column ")
            rows[live[key]] = (
                str(said["shape"]), str(said["padded_shape"]), said["dtype"], said["page_layout"],
                f"{said['kind']} {said['memory_layout']}", str(said["shard_shape"] or None), str(order),
                str(said["shard_grid"] and " ".join("%d,%d-%d,%d" % tuple(x) for x in said["shard_grid"])))
    return [(number % (1 << PART_SHIFT), time, *row) for (number, time), row in rows.items()]


def expected(trace):
    """table -> its rows, as they follow from the records."""
    lifetimes, parts = {}, {r.id for r in trace.of("alloc") if r.flags & PART}
    for r in trace.of("alloc", "free"):
        key = r.device, r.type, r.id
        if type(r).__name__ == "alloc":
            lifetimes.setdefault(key, []).append(
                [r.address, r.bytes_per_core, r.size_bytes, r.time_ns, None])
        elif key in lifetimes and lifetimes[key][-1][4] is None:
            lifetimes[key][-1][4] = r.time_ns
    return {
        "buffer (handle, kind, id, address, bytes_per_core, size_bytes, alloc_ns)": [
            (device, KINDS[kind], buffer_of(number, parts), *known(*life[:4]))
            for (device, kind, number), lives in lifetimes.items() for life in lives],
        "freed (id, free_ns)": [(buffer_of(key[2], parts), life[4]) for key, lives in lifetimes.items()
                                for life in lives if life[4] is not None],
        "held": held(trace),
        "region": [(r.program, r.address, r.size_bytes, r.type, r.flags & 1)
                   for r in trace.of("region")],
        "failure": [(FAILURES[r.type], *known(*(getattr(r, n) for n in NUMBERS)))
                    for r in trace.of("failure")],
        "device": [(r.device, *known(*(getattr(r, n) for n in DEVICE)))
                   for r in trace.of("device")],
        "kernel": [(r.program, trace.strings[r.name], *known(r.text0, r.text1, r.text2))
                   for r in trace.of("kernel")],
        "mark": [(r.time_ns, type(r).__name__[5:], trace.strings[r.name])
                 for r in trace.of("mark_begin", "mark_end")],
        "mesh_trace": [(r.time_ns, type(r).__name__.replace("_", " "), r.trace)
                       for r in trace.of("capture_begin", "capture_end", "replay", "release")],
    }


QUERIES = {
    "buffer (handle, kind, id, address, bytes_per_core, size_bytes, alloc_ns)":
        "SELECT handle, kind, buffer, address, bytes_per_core, size_bytes, alloc_ns FROM buffer",
    "freed (id, free_ns)": "SELECT buffer, free_ns FROM buffer WHERE reason IS NULL",
    "held": "SELECT b.buffer, b.alloc_ns, t.shape, t.padded_shape, t.dtype, t.page_layout, "
            "iif(instr(t.memory, 'sharded'), "
            "substr(t.memory, 1, instr(t.memory, 'sharded') + 6), t.memory), "
            "coalesce(t.shard_shape, 'None'), coalesce(t.shard_order, 'None'), coalesce(c.cores, 'None') "
            "FROM buffer b JOIN tensor t ON t.run = b.run AND t.id = b.tensor "
            "LEFT JOIN cores c ON c.run = b.run AND c.id = t.shard_cores",
    "region": "SELECT program, address, bytes_per_core, CASE kind WHEN 'cb' THEN 0 "
              "WHEN 'dfb' THEN 1 WHEN 'scratchpad' THEN 2 END, alias FROM region",
    "failure": f"SELECT kind, {', '.join(NUMBERS)} FROM failure",
    "device": f"SELECT handle, {', '.join(DEVICE)} FROM device",
    "kernel": "SELECT k.program, s.text, k.text0_bytes, k.text1_bytes, k.text2_bytes FROM kernel k "
              "LEFT JOIN string s ON s.run = k.run AND s.id = k.name",
    "mark": "SELECT time_ns, event, name FROM mark",
    "mesh_trace": "SELECT time_ns, event, trace FROM mesh_trace",
}


def check(l1analyze, trace, say):
    path = trace.path.with_suffix(".db")
    done = subprocess.run([l1analyze, "load", "--full", str(trace.path), "-o", str(path)], timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        say(f"load: status {done.returncode}: {done.stdout[-300:]}")
        return
    database = sqlite3.connect(path)
    for name, ours in expected(trace).items():
        ours = collections.Counter(ours)
        theirs = collections.Counter(database.execute(QUERIES[name]))
        if ours != theirs:
            say(f"database, {name}: in the trace only {list((ours - theirs).items())[:2]}, in the "
                f"database only {list((theirs - ours).items())[:2]}")
    database.close()
