"""Freeing a view frees the tensor behind it: the next op finds no memory."""
import json
import sys

import ttnn

device = ttnn.open_device(device_id=0)
said = {"outcome": None, "file": __file__}
x = ttnn.empty([1, 4, 128, 256], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, ttnn.L1_MEMORY_CONFIG)
said["made"] = sys._getframe().f_lineno - 1
other = ttnn.empty([1, 1, 32, 32], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, ttnn.L1_MEMORY_CONFIG)
view = ttnn.reshape(x, (1, 1, 512, 256))
said["bytes"] = max(b["size"] for b in ttnn.get_memory_view(
    device, ttnn.BufferType.L1).block_table if b["allocated"] == "yes")
said["shared"] = view.buffer_address() == x.buffer_address()
del other
ttnn.deallocate(view)
said["freed"] = sys._getframe().f_lineno - 1
try:
    ttnn.add(x, x, memory_config=ttnn.L1_MEMORY_CONFIG)
except RuntimeError as error:
    said["outcome"] = str(error)
print(json.dumps(said))
ttnn.close_device(device)
