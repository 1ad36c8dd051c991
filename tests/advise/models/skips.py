"""A U of layers: what goes down is kept for the way up, and two of the four levels are never used."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
SHAPE = [1, 1, 1024, 1024]

x = ttnn.ones(SHAPE, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
kept = []
for level in range(4):
    x = ttnn.relu(x, memory_config=L1)
    kept.append(x)
    x = ttnn.multiply(x, x, memory_config=L1)
for level in range(2):
    skip = kept[level]
    both = ttnn.concat([x, skip], dim=3, memory_config=L1)
    x = ttnn.slice(both, [0, 0, 0, 0], SHAPE, memory_config=L1)
ttnn.from_device(x)
ttnn.close_device(device)
