"""An MLP's activations on four cores, though all could have a part of them: two memory configs."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
SHAPE = (1, 1, 512, 512)
FOUR = ttnn.create_sharded_memory_config(SHAPE, ttnn.CoreGrid(x=2, y=2), ttnn.ShardStrategy.BLOCK)
WIDE = ttnn.create_sharded_memory_config(SHAPE, ttnn.CoreGrid(x=4, y=1), ttnn.ShardStrategy.WIDTH)

x = ttnn.empty(SHAPE, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, FOUR)
for _ in range(2):
    y = ttnn.gelu(x, memory_config=FOUR)
    x = ttnn.add(x, y, memory_config=FOUR)
    ttnn.deallocate(y)
plain = ttnn.to_memory_config(x, L1)
wide = ttnn.to_memory_config(plain, WIDE)
ttnn.deallocate(x)
wide = ttnn.relu(wide, memory_config=WIDE)
ttnn.from_device(wide)
ttnn.close_device(device)
