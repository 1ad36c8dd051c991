"""An MLP whose activations stay in L1, block sharded over the whole grid. One of them is kept by
mistake in every step: l1analyze leaks names the line."""
import ttnn

BATCH, WIDTH, HIDDEN, STEPS = 1024, 1024, 4096, 3

device = ttnn.open_device(device_id=0, l1_small_size=16384)
grid = device.compute_with_storage_grid_size()
cores = ttnn.CoreGrid(x=8, y=min(8, grid.y))


def weights(*shape):
    return ttnn.ones(shape, dtype=ttnn.bfloat8_b, layout=ttnn.TILE_LAYOUT, device=device)


def sharded(*shape):
    return ttnn.create_sharded_memory_config(shape, cores, ttnn.ShardStrategy.BLOCK)


class MLP:
    def __init__(self):
        self.norm = weights(1, WIDTH)
        self.up, self.down = weights(WIDTH, HIDDEN), weights(HIDDEN, WIDTH)
        self.seen = []

    def __call__(self, x):
        h = ttnn.layer_norm(x, weight=self.norm, memory_config=ttnn.L1_MEMORY_CONFIG)
        h = ttnn.to_memory_config(h, sharded(BATCH, WIDTH))
        h = ttnn.linear(h, self.up, core_grid=cores,
                        memory_config=ttnn.L1_BLOCK_SHARDED_MEMORY_CONFIG)
        h = ttnn.gelu(h, memory_config=ttnn.L1_BLOCK_SHARDED_MEMORY_CONFIG)
        h = ttnn.linear(h, self.down, core_grid=cores,
                        memory_config=ttnn.L1_BLOCK_SHARDED_MEMORY_CONFIG)
        self.seen.append(ttnn.to_memory_config(h, ttnn.L1_MEMORY_CONFIG))  # "only for debugging"
        return ttnn.add(x, h, memory_config=ttnn.L1_MEMORY_CONFIG)


mlp = MLP()
x = ttnn.ones([BATCH, WIDTH], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
              memory_config=ttnn.L1_MEMORY_CONFIG)
for step in range(STEPS):
    x = mlp(x)
ttnn.deallocate(x)
ttnn.close_device(device)
