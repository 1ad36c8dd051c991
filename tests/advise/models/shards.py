"""Between interleaved and sharded and back; each form is kept under a name of its own."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
SHAPE = (1, 1, 1024, 1024)
CORES = ttnn.CoreGrid(x=4, y=4)
HIGH = ttnn.create_sharded_memory_config(SHAPE, CORES, ttnn.ShardStrategy.HEIGHT)
BLOCK = ttnn.create_sharded_memory_config(SHAPE, CORES, ttnn.ShardStrategy.BLOCK)

x = ttnn.empty(SHAPE, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
for turn in range(3):
    high = ttnn.to_memory_config(x, HIGH)
    active = ttnn.gelu(high, memory_config=HIGH)
    plain = ttnn.sharded_to_interleaved(active, L1)
    block = ttnn.to_memory_config(plain, BLOCK)
    active = ttnn.relu(block, memory_config=BLOCK)
    x = ttnn.to_memory_config(active, L1)
total = ttnn.add(x, plain, memory_config=L1)
ttnn.from_device(total)
ttnn.close_device(device)
