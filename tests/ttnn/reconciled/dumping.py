"""Writes the runtime's report of its allocator again and again, between tensors that come and go in all
memories, and ops. Must be run where the reports shall be; L1TRACE_TEST_DUMPS: how many."""
import os
import random

import ttnn

import truth

DUMPS = int(os.environ.get("L1TRACE_TEST_DUMPS", "20"))
SMALL = truth.sharded("HEIGHT", truth.cores(0, 0, 1, 0), [32, 32], ttnn.BufferType.L1_SMALL)
SHARDED = [truth.sharded("HEIGHT", truth.cores(0, 0, 3, 0), [32, 96]),
           truth.sharded("BLOCK", truth.cores(0, 0, 1, 1), [64, 48])]


def made(device, choice, height, width):
    """A tensor in L1 or DRAM, whole; in L1_SMALL; sharded; or the result of an op."""
    if choice == "small":
        return truth.tensor(device, [1, 1, 64, 32], SMALL)
    if choice == "height":
        return truth.tensor(device, [1, 1, 128, 96], SHARDED[0])
    if choice == "block":
        return truth.rows(device, [1, 1, 128, 96], SHARDED[1])
    if choice == "sum":
        x = truth.tensor(device, [1, 1, height, width])
        return ttnn.add(x, x, memory_config=truth.L1)
    if choice == "softmax":
        return ttnn.softmax(truth.tensor(device, [1, 1, height, width]), dim=-1)
    return truth.tensor(device, [1, 1, height, width], truth.DRAM if choice == "dram" else truth.L1)


with truth.opened(l1_small_size=32768) as device:
    dice, kept = random.Random(20), []
    for i in range(DUMPS):
        choices = ["l1", "dram", "small", "height", "block", "sum", "softmax"]
        for choice in dice.sample(choices, 1 + i % 4):
            kept.append(made(device, choice, 32 * dice.randint(1, 8), 32 * dice.randint(1, 12)))
        while kept and dice.random() < 0.55:
            gone = kept.pop(dice.randrange(len(kept)))
            if dice.random() < 0.5:
                ttnn.deallocate(gone)
            del gone
        ttnn.dump_device_memory_state(device, f"{i}_")
    ttnn.dump_device_memory_state(device, "again_")
    del kept
    ttnn.dump_device_memory_state(device, "again_")     # writes over the one before
