"""A loop of four equal passes, which keep what they do not need; the last one has no room, for a buffer
of WIDTH columns is kept before it. `dead`: it frees at once what nothing uses any more."""
import json
import sys

import ttnn

L1 = ttnn.L1_MEMORY_CONFIG
device = ttnn.open_device(device_id=0)


def empty(columns):
    return ttnn.empty([1, 1, 1024, columns], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


source, kept, outcome = empty(1024), [], None
try:
    for number in range(4):
        first = ttnn.exp(source, memory_config=L1)
        second = ttnn.relu(first, memory_config=L1)
        third = ttnn.gelu(source, memory_config=L1)
        if number == 3:
            kept.append(empty(int(sys.argv[1])))
        if "dead" in sys.argv:
            ttnn.deallocate(first)
        last = ttnn.add(second, third, memory_config=L1)
        ttnn.deallocate(first)
        ttnn.deallocate(second)
        ttnn.deallocate(third)
        ttnn.deallocate(last)
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome}))
ttnn.close_device(device)
