"""Kernels larger than the KERNEL_CONFIG ring (if the release checks that), after some that fit."""
import json
import os

import ttnn

device = ttnn.open_device(device_id=0)
square = ttnn.empty((1, 1, 256, 256), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, ttnn.DRAM_MEMORY_CONFIG)
ttnn.matmul(square, square)
os.environ["L1TRACE_MOCK_TEXT_BYTES"] = "14500"
outcome = None
try:
    ttnn.multiply(square, square)
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome}))
ttnn.close_device(device)
