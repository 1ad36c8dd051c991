"""A tensor lies between two holes, so that a larger one finds no room though enough is free."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def tensor(rows):
    return ttnn.empty([1, 1, rows, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


first = tensor(12288)
state = ttnn.relu(tensor(8192), memory_config=L1)
doubled = ttnn.add(first, first, memory_config=ttnn.DRAM_MEMORY_CONFIG)
ttnn.deallocate(first)
large = tensor(30720)
host = ttnn.from_device(large)
result = ttnn.neg(state, memory_config=ttnn.DRAM_MEMORY_CONFIG)
ttnn.close_device(device)
