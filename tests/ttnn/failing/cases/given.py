"""A chain of ops that runs once: its third has no room for its output, and what it is given lies lowest.
`dead`: what nothing uses any more is freed before."""
import json
import sys

import ttnn

L1 = ttnn.L1_MEMORY_CONFIG
device = ttnn.open_device(device_id=0)


def empty(columns):
    return ttnn.empty([1, 1, 2048, columns], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


def forward():
    wide = empty(12288)
    first = ttnn.slice(wide, [0, 0, 0, 0], [1, 1, 2048, 8192], memory_config=L1)
    if "dead" in sys.argv:
        ttnn.deallocate(wide)
    return ttnn.gelu(first, memory_config=L1)


outcome = None
try:
    forward()
    forward()
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome}))
ttnn.close_device(device)
