"""An op whose circular buffers lie over the shards that it takes: out of DRAM these hold the bytes themselves."""
import ttnn

device = ttnn.open_device(device_id=0)
SHAPE = (1, 1, 64, 4096)
WIDTH = ttnn.create_sharded_memory_config(SHAPE, ttnn.CoreGrid(x=8, y=8), ttnn.ShardStrategy.WIDTH)

x = ttnn.empty(SHAPE, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, WIDTH)
y = ttnn.layer_norm(x)
ttnn.from_device(y)
ttnn.close_device(device)
