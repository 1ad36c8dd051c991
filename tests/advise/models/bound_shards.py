"""Shards that cannot lie on more cores: one memory config of two shapes, and ops that want one grid."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG
HIGH = ttnn.create_sharded_memory_config((1, 1, 1024, 512), ttnn.CoreGrid(x=8, y=1), ttnn.ShardStrategy.HEIGHT)
NARROW = ttnn.create_sharded_memory_config((1, 1, 512, 256), ttnn.CoreGrid(x=4, y=1), ttnn.ShardStrategy.HEIGHT)
WIDE = ttnn.create_sharded_memory_config((1, 1, 512, 512), ttnn.CoreGrid(x=4, y=1), ttnn.ShardStrategy.HEIGHT)

a = ttnn.empty((1, 1, 1024, 512), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, HIGH)
b = ttnn.empty((1, 1, 384, 512), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, HIGH)
c = ttnn.relu(b, memory_config=HIGH)
d = ttnn.empty((1, 1, 512, 256), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, NARROW)
e = ttnn.concat([d, d], dim=3, memory_config=WIDE)
ttnn.from_device(a)
ttnn.from_device(b)
ttnn.from_device(c)
ttnn.from_device(d)
ttnn.from_device(e)
ttnn.close_device(device)
