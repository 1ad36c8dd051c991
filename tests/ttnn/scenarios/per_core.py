"""Tensors that take space on their own cores only, at an address of their own on each, beside
tensors that lie on all cores; programs that meet both, and what does not fit any more."""
import os

os.environ["TT_METAL_ALLOCATOR_MODE_HYBRID"] = "1"      # read when the runtime starts

import ttnn  # noqa: E402

import truth  # noqa: E402
from truth import DRAM  # noqa: E402


def per_core(device, grid, rows, width):
    config = truth.sharded("HEIGHT", grid, [rows, width])
    config.experimental_set_per_core_allocation(True)
    return truth.rows(device, [1, 1, rows * grid.num_cores(), width], config)


with truth.opened() as device:
    a = per_core(device, truth.cores(0, 0, 3, 0), 32, 512)
    truth.step("on four cores", per_core=[a])
    b = per_core(device, truth.cores(2, 0, 5, 1), 32, 256)
    truth.step("on eight, two of them the same", per_core=[a, b])
    c = per_core(device, truth.cores(0, 0, 6, 2), 33, 20)
    truth.step("an odd size, three addresses and more", per_core=[a, b, c])
    x = truth.tensor(device, [1, 1, 512, 512])
    truth.step("on all cores, below all of them", alive=[x], per_core=[a, b, c])
    ttnn.add(x, x, memory_config=DRAM)
    truth.step("a program", launches=1, per_core=[a, b, c])
    with truth.failing("oom"):
        per_core(device, truth.cores(0, 0, 3, 0), 3200, 512)
    with truth.failing("oom"):
        truth.tensor(device, [1, 1, 16384, 16384])
    del a
    truth.step("the oldest is gone", alive=[x], per_core=[b, c])
    d = per_core(device, truth.cores(3, 0, 3, 1), 16, 512)
    truth.step("in its place, partly", alive=[x], per_core=[b, c, d])
    ttnn.add(x, x, memory_config=DRAM)
    truth.step("the program again", launches=1, per_core=[b, c, d])
    del b, c
    truth.step("one is left", alive=[x], per_core=[d])
