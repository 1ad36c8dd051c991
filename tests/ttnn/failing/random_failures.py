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


def tensor(device, tiles_per_bank, banks):
    return ttnn.zeros((1, 1, 32 * tiles_per_bank * banks, 32), dtype=ttnn.bfloat16,
                      layout=ttnn.TILE_LAYOUT, device=device,
                      memory_config=ttnn.L1_MEMORY_CONFIG)


def fill(device, rng, banks, free_tiles):
    """Buffers of random sizes that leave about so many tiles of a bank free, then random frees."""
    held = []
    while True:
        view = ttnn.get_memory_view(device, ttnn.BufferType.L1)
        room = view.largest_contiguous_bytes_free_per_bank // 2048 - free_tiles
        if room < 1 or len(held) > 60:
            break
        held.append(tensor(device, min(room, rng.randint(1, 96)), banks))
    gone = set(rng.sample(range(len(held)), rng.randint(0, len(held) * 2 // 3)))
    for n in gone:
        ttnn.deallocate(held[n])
    return [one for n, one in enumerate(held) if n not in gone]


def attempt(device, rng, banks):
    """What may not fit: an allocation, or an op whose program is large."""
    if rng.random() < 0.5:
        tiles = rng.randint(8, 500)
        return lambda: [tensor(device, tiles, banks)]
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
    device = ttnn.open_device(device_id=0, l1_small_size=16384)
    banks = ttnn.get_memory_view(device, ttnn.BufferType.L1).num_banks
    failures = 0
    for n in range(rounds):
        rng = random.Random(seed * 1000 + n)
        held = fill(device, rng, banks, rng.randint(0, 200))
        act = attempt(device, rng, banks)
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
        print(json.dumps({"attempt": n, "text": text, "released": released}), flush=True)
        for one in held:
            ttnn.deallocate(one)
    print(json.dumps({"failures": failures}), flush=True)
    ttnn.close_device(device)


main()
