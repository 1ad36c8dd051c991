"""Ends by an exception that has nothing to do with memory."""
import ttnn

device = ttnn.open_device(device_id=0)
source = ttnn.empty((1, 1, 64, 64), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, ttnn.L1_MEMORY_CONFIG)
ttnn.relu(source)
raise ValueError("not about memory")
