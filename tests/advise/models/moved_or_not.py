"""A tensor is moved below what is dead: once that is gone earlier there is no place to move it to, and no op."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG

stored = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=DRAM)
dead = ttnn.to_memory_config(stored, L1)
first = ttnn.multiply(dead, dead, memory_config=L1)
second = ttnn.gelu(first, memory_config=L1)
ttnn.deallocate(first)
third = ttnn.slice(second, [0, 0, 0, 0], [1, 1, 512, 1024], memory_config=L1)
second = ttnn.reallocate(second)
ttnn.from_device(second)
ttnn.from_device(third)
ttnn.close_device(device)
