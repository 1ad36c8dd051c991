"""A tensor is kept through many ops that do not use it. LATE or not: freed after them, or before."""
import json
import sys

import ttnn

L1 = ttnn.L1_MEMORY_CONFIG
device = ttnn.open_device(device_id=0, l1_small_size=16384)
late = sys.argv[1] == "late"


def held():
    return int(ttnn.get_memory_view(device, ttnn.BufferType.L1).total_bytes_allocated_per_bank)


said = {"outcome": None, "file": __file__}
before = held()
kept = ttnn.empty([1, 1, 1024, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
said["bytes"], said["made"] = held() - before, sys._getframe().f_lineno - 1
x = ttnn.add(kept, kept, memory_config=L1)
said["used"] = sys._getframe().f_lineno - 1
if not late:
    ttnn.deallocate(kept)
big = ttnn.gelu(ttnn.empty([1, 1, 1024, 2048], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1), memory_config=L1)
for _ in range(5):
    y = ttnn.gelu(x, memory_config=L1)
    ttnn.deallocate(x)
    x = y
if late:
    ttnn.deallocate(kept)
    said["freed"] = sys._getframe().f_lineno - 1
print(json.dumps(said))
ttnn.close_device(device)
