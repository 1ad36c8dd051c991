"""Tensors in the L1_SMALL region beside tensors in L1."""
import ttnn

import truth

with truth.opened(l1_small_size=32768) as device:
    small = truth.sharded("HEIGHT", truth.cores(0, 0, 1, 0), [32, 32], ttnn.BufferType.L1_SMALL)
    kept = []
    for i in range(4):
        kept.append(truth.tensor(device, [1, 1, 64, 32], small))
        truth.step(f"small {i}", alive=kept)
        kept.append(truth.tensor(device, [1, 1, 64, 32]))
        truth.step(f"large {i}", alive=kept)
    del kept[2]
    truth.step("a hole in L1_SMALL", alive=kept)
    odd = truth.rows(device, [2, 3], truth.sharded("HEIGHT", truth.cores(0, 0, 1, 0), [1, 3],
                                                   ttnn.BufferType.L1_SMALL))
    truth.step("six bytes a shard", alive=[odd])
    with truth.failing("oom"):
        big = truth.sharded("HEIGHT", truth.cores(0, 0, 0, 0), [32, 32 * 100],
                            ttnn.BufferType.L1_SMALL)
        truth.tensor(device, [1, 1, 32, 32 * 100], big)
    kept.clear()
    del odd
    truth.step("empty")
