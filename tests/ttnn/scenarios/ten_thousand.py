"""A loop of 10,000 operations, on one board, and 3,000 on others: programs from the cache, addresses
used again and again."""
import os

import ttnn

import truth

TURNS = 10 if os.environ["L1TRACE_TEST_BOARD"] == "n300" else 3

with truth.opened() as device:
    a = truth.tensor(device, [1, 1, 256, 256])
    weight = truth.tensor(device, [1, 1, 256, 256])
    x = ttnn.add(a, weight, memory_config=truth.L1)
    truth.step("begin", alive=[a, weight, x])
    for turn in range(TURNS):
        for i in range(500):
            x = ttnn.add(x, weight, memory_config=truth.L1)
            x = ttnn.relu(x, memory_config=truth.L1)
        truth.step(f"{turn + 1},000 operations", launches=1000, regions=True, alive=[a, weight, x])
    del a, weight, x
    truth.step("empty")
