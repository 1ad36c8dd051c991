"""A loop that keeps every result of one line, until its exception ends the program."""
import ttnn

device = ttnn.open_device(device_id=0)
source = ttnn.empty((1, 1, 2048, 1024), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, ttnn.L1_MEMORY_CONFIG)
results = []
while True:
    results.append(ttnn.relu(source, memory_config=ttnn.L1_MEMORY_CONFIG))
