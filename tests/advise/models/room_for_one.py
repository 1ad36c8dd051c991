"""Two that find no room: where one fits then, the other does not fit beside it."""
import ttnn

device = ttnn.open_device(device_id=0, l1_small_size=131072)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG
kept = ttnn.empty((1, 1, 4096, 4096), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
dead = ttnn.empty((1, 1, 2560, 4096), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
r = ttnn.relu(dead, memory_config=DRAM)
results = []
for _ in range(2):
    try:
        results.append(ttnn.empty((1, 1, 3584, 4096), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1))
    except RuntimeError:
        print("no room")
s = ttnn.relu(kept, memory_config=DRAM)
ttnn.from_device(s)
ttnn.from_device(r)
ttnn.close_device(device)
