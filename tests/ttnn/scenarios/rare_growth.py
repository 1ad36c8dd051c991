"""A loop that keeps a tensor in one pass of ten, beside a ring of three and a cache that fills."""
import inspect

import ttnn

import truth

kept, ring, cache = [], [], {}

with truth.opened() as device:
    x = truth.tensor(device, [1, 1, 64, 64])
    for i in range(60):
        y = ttnn.add(x, x, memory_config=truth.L1)
        ring = [*ring[-2:], ttnn.gelu(y, memory_config=truth.L1)]
        if i % 7 not in cache:
            cache[i % 7] = ttnn.empty([1, 1, 32, 32], ttnn.bfloat16, ttnn.TILE_LAYOUT, device,
                                      truth.L1)
        line = inspect.currentframe().f_lineno + 2
        if i % 10 == 5:
            kept.append(ttnn.empty([1, 1, 32, 64], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, truth.L1))
        if i % 10 == 9:
            truth.step(f"pass {i}", launches=20, alive=[x, y, *kept, *ring, *cache.values()])
    kept.clear()
    cache.clear()
    truth.step("the kept are freed", alive=[x, y, *ring], grows=[[__file__, line, "ttnn.empty"]],
               passes=60, every=10, loop_ends="freed after the loop")
    x = y = ring = None
    truth.step("gone")
