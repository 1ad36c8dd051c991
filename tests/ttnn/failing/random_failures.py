"""Makes many failures, each after another random mixture of buffers; some are out of memory, some a
clash of a program with buffers.

    random_failures.py SEED ROUNDS [RELEASES]

RELEASES: a JSON file of lists of addresses, one a failure; the n-th attempt that would fail frees
the tensors at these addresses first, and must then succeed. Prints a line of JSON an attempt.
"""
import json
import random
import sys

import ttnn


TILE_BYTES = 2048
UNITS = 640                     # in which sizes are told, about so many in a bank of L1 or DRAM


def tensor(device, tiles_per_bank, kind):
    """On all banks; of L1_SMALL on one core."""
    if kind == "L1_SMALL":
        shape, config = (1, 1, 32 * tiles_per_bank, 32), ttnn.MemoryConfig(
            ttnn.TensorMemoryLayout.HEIGHT_SHARDED, ttnn.BufferType.L1_SMALL,
            ttnn.ShardSpec(ttnn.CoreRangeSet({ttnn.CoreRange(*2 * [ttnn.CoreCoord(0, 0)])}),
                           (32 * tiles_per_bank, 32), ttnn.ShardOrientation.ROW_MAJOR))
    else:
        banks = view(device, kind).num_banks
        shape = (1, 1, 32 * tiles_per_bank * banks, 32)
        config = ttnn.L1_MEMORY_CONFIG if kind == "L1" else ttnn.DRAM_MEMORY_CONFIG
    return ttnn.empty(shape, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, config)


def view(device, kind):
    return ttnn.get_memory_view(device, getattr(ttnn.BufferType, kind))


def unit(device, kind):
    """Tiles of one."""
    return view(device, "DRAM").total_bytes_per_bank // TILE_BYTES // UNITS if kind == "DRAM" else 1


def fill(device, rng, kind, free_units):
    """Buffers of random sizes that leave about so many units of a bank free, then random frees."""
    held, one = [], unit(device, kind)
    most = 9 if kind == "L1_SMALL" else 96
    while True:
        free = view(device, kind).largest_contiguous_bytes_free_per_bank
        room = free // TILE_BYTES // one - free_units
        if room < 1 or len(held) > 60:
            break
        held.append(tensor(device, min(room, rng.randint(1, most)) * one, kind))
    gone = set(rng.sample(range(len(held)), rng.randint(0, len(held) * 2 // 3)))
    for n in gone:
        ttnn.deallocate(held[n])
    return [one for n, one in enumerate(held) if n not in gone]


def attempt(device, rng, kind):
    """What may not fit: an allocation, or an op whose program is large."""
    if kind != "PROGRAM":
        tiles = rng.randint(2, 30) if kind == "L1_SMALL" else rng.randint(8, 500)
        tiles *= unit(device, kind)
        return lambda: [tensor(device, tiles, kind)]
    width = 32 * rng.randint(100, 500)
    source = ttnn.zeros((1, 1, 64, width), dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT,
                        device=device)

    def soften():
        try:
            return [ttnn.softmax(source, dim=-1)]
        finally:
            ttnn.deallocate(source)
    return soften


def main():
    seed, rounds = int(sys.argv[1]), int(sys.argv[2])
    releases = json.load(open(sys.argv[3])) if len(sys.argv) > 3 else None
    device = ttnn.open_device(device_id=0, l1_small_size=32 * TILE_BYTES)
    failures = 0
    for n in range(rounds):
        rng = random.Random(seed * 1000 + n)
        kind = rng.choice(("L1", "L1", "PROGRAM", "PROGRAM", "DRAM", "L1_SMALL"))
        held = fill(device, rng, "L1" if kind == "PROGRAM" else kind,
                    rng.randint(0, 9 if kind == "L1_SMALL" else 200))
        act = attempt(device, rng, kind)
        released = []
        key = str(n)
        if releases and key in releases:
            chosen = [one.buffer_address() in releases[key] for one in held]
            for one, release in zip(held, chosen):
                if release:
                    released.append(one.buffer_address())
                    ttnn.deallocate(one)
            held = [one for one, release in zip(held, chosen) if not release]
        text = None
        try:
            for one in act():
                ttnn.deallocate(one)
        except RuntimeError as error:
            text = str(error)
            failures += 1
        print(json.dumps({"attempt": n, "kind": kind, "text": text, "released": released}), flush=True)
        for one in held:
            ttnn.deallocate(one)
    print(json.dumps({"failures": failures}), flush=True)
    ttnn.close_device(device)


main()
