"""A sharded layer_norm, whose program has more regions than are listed, between a matmul and a softmax that ask how
much L1 is free."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG
BLOCK = ttnn.create_sharded_memory_config((1, 1, 1024, 1024), ttnn.CoreGrid(x=8, y=8), ttnn.ShardStrategy.BLOCK)
NORM = ttnn.LayerNormShardedMultiCoreProgramConfig(
    compute_with_storage_grid_size=[8, 8], subblock_w=1, block_h=4, block_w=4, inplace=False)


def ones(place):
    return ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                     memory_config=place)


weight, x = ones(DRAM), ones(L1)
dead = ttnn.exp(x, memory_config=L1)
for turn in range(2):
    shards = ttnn.interleaved_to_sharded(x, BLOCK)
    normed = ttnn.layer_norm(shards, program_config=NORM, memory_config=BLOCK)
    product = ttnn.matmul(normed, weight, memory_config=BLOCK)
    active = ttnn.gelu(product, memory_config=BLOCK)
    both = ttnn.add(active, shards, memory_config=BLOCK)
    x = ttnn.sharded_to_interleaved(both, L1)
soft = ttnn.softmax(x, dim=-1, memory_config=L1)
ttnn.from_device(soft)
ttnn.close_device(device)
