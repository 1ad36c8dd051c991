"""Beside a copy of its operand in L1 a matmul takes a small program; told of more room it would take a large one."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG

stored = ttnn.empty([1, 1, 1536, 1536], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, DRAM)
copy = ttnn.to_memory_config(stored, L1)
active = ttnn.relu(stored, memory_config=L1)
product = ttnn.matmul(active, active, memory_config=DRAM)
ttnn.deallocate(active)
both = ttnn.add(copy, ttnn.gelu(product, memory_config=L1), memory_config=L1)
host = ttnn.from_device(both)
ttnn.close_device(device)
