"""A call of two results, of which one is never used: each goes after another line."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG

x = ttnn.ones([1, 1, 1024, 2048], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
left, right = ttnn.split(x, 1024, dim=3, memory_config=L1)
ttnn.deallocate(x)
active = ttnn.relu(left, memory_config=L1)
both = ttnn.concat([active, active], dim=3, memory_config=L1)
most = ttnn.concat([both, both, both], dim=3, memory_config=L1)
ttnn.from_device(most)
ttnn.close_device(device)
