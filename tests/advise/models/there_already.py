"""What a block returns is asked for in L1, where it is: made in DRAM, it would only be copied there."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG


def block(width):
    bias = ttnn.ones([1, 1, 1024, width], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
    return bias


x = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
stored = ttnn.relu(x, memory_config=DRAM)
y = block(2048)
y = ttnn.to_memory_config(y, L1)
ttnn.from_device(y)
ttnn.from_device(x)
ttnn.from_device(stored)
ttnn.close_device(device)
