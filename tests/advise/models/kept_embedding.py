"""An embedding that is added once and freed at the very end, after a chain that never looks at it."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def empty(rows, columns):
    return ttnn.empty([1, 1, rows, columns], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


embedding = empty(1024, 2048)
positions = empty(1024, 2048)
hidden = ttnn.add(embedding, positions, memory_config=L1)
ttnn.deallocate(positions)
for _ in range(8):
    activated = ttnn.silu(hidden, memory_config=L1)
    ttnn.deallocate(hidden)
    hidden = activated
wide = ttnn.concat([hidden, hidden], dim=3, memory_config=L1)
ttnn.deallocate(embedding)
ttnn.close_device(device)
