"""A small transformer: attention with interleaved heads in L1, an MLP block sharded over the grid, norms;
LAYERS layers, 100 steps, every program from the cache after the first. Each step is a mark. One list
keeps a tensor of each step, and in the end a longer sequence does not fit: l1analyze leaks and explain
name the lines."""
import pathlib
import sys

import ttnn

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "recorder" / "python"))
import l1trace  # noqa: E402

LENGTH, WIDTH, HIDDEN, HEADS, LAYERS, STEPS = 256, 512, 2048, 8, 3, 100

device = ttnn.open_device(device_id=0, l1_small_size=16384)
cores = ttnn.CoreGrid(x=8, y=8)
L1, SHARDED = ttnn.L1_MEMORY_CONFIG, ttnn.L1_BLOCK_SHARDED_MEMORY_CONFIG


def weights(*shape):
    return ttnn.ones(shape, dtype=ttnn.bfloat8_b, layout=ttnn.TILE_LAYOUT, device=device)


class Attention:
    def __init__(self):
        self.norm = weights(1, WIDTH)
        self.qkv, self.out = weights(1, 1, WIDTH, 3 * WIDTH), weights(1, 1, WIDTH, WIDTH)

    def __call__(self, x):
        fused = ttnn.linear(ttnn.rms_norm(x, weight=self.norm, memory_config=L1), self.qkv,
                            memory_config=L1)
        q, k, v = ttnn.experimental.nlp_create_qkv_heads(
            fused, num_heads=HEADS, num_kv_heads=HEADS, transpose_k_heads=False, memory_config=L1)
        ttnn.deallocate(fused)
        o = ttnn.transformer.scaled_dot_product_attention(q, k, v, is_causal=True,
                                                          memory_config=L1)
        o = ttnn.experimental.nlp_concat_heads(o, memory_config=L1)
        return ttnn.add(x, ttnn.linear(o, self.out, memory_config=L1), memory_config=L1)


class MLP:
    def __init__(self):
        self.norm = weights(1, WIDTH)
        self.up, self.down = weights(WIDTH, HIDDEN), weights(HIDDEN, WIDTH)

    def __call__(self, x):
        h = ttnn.layer_norm(x, weight=self.norm, memory_config=L1)
        h = ttnn.to_memory_config(h, ttnn.create_sharded_memory_config(
            tuple(h.shape), cores, ttnn.ShardStrategy.BLOCK))
        h = ttnn.linear(h, self.up, core_grid=cores, memory_config=SHARDED)
        h = ttnn.gelu(h, memory_config=SHARDED)
        h = ttnn.linear(h, self.down, core_grid=cores, memory_config=SHARDED)
        return ttnn.add(x, ttnn.to_memory_config(h, L1), memory_config=L1)


layers = [layer() for _ in range(LAYERS) for layer in (Attention, MLP)]
history = []


def tokens(length):
    return ttnn.ones([1, 1, length, WIDTH], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT,
                     device=device, memory_config=L1)


def forward(x):
    for layer in layers:
        x = layer(x)
    return x


for step in range(STEPS):
    with l1trace.mark("step"):
        x = forward(tokens(LENGTH))
        history.append(ttnn.sum(x, dim=-1, memory_config=L1))   # "for the plot"
        ttnn.deallocate(x)
try:
    forward(tokens(32 * LENGTH))
except RuntimeError as error:
    print("a longer sequence does not fit:", str(error).splitlines()[0])
ttnn.close_device(device)
