"""A small vision encoder: patches, attention, an MLP that keeps its input, and a pooled result."""
import ttnn

PATCHES, WIDTH, HEADS = 256, 512, 8

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def weights(*shape):
    return ttnn.ones(shape, dtype=ttnn.bfloat8_b, layout=ttnn.TILE_LAYOUT, device=device)


class Block:
    def __init__(self):
        self.qkv, self.out = weights(1, 1, WIDTH, 3 * WIDTH), weights(1, 1, WIDTH, WIDTH)
        self.up, self.down = weights(1, 1, WIDTH, 4 * WIDTH), weights(1, 1, 4 * WIDTH, WIDTH)

    def attention(self, x):
        normed = ttnn.layer_norm(x, memory_config=L1)
        fused = ttnn.linear(normed, self.qkv, memory_config=L1)
        q, k, v = ttnn.experimental.nlp_create_qkv_heads(
            fused, num_heads=HEADS, num_kv_heads=HEADS, transpose_k_heads=False, memory_config=L1)
        mixed = ttnn.transformer.scaled_dot_product_attention(q, k, v, is_causal=False, memory_config=L1)
        joined = ttnn.experimental.nlp_concat_heads(mixed, memory_config=L1)
        return ttnn.linear(joined, self.out, memory_config=L1)

    def mlp(self, x):
        normed = ttnn.layer_norm(x, memory_config=L1)
        wide = ttnn.linear(normed, self.up, memory_config=L1)
        active = ttnn.gelu(wide, memory_config=L1)
        return ttnn.linear(active, self.down, memory_config=L1)

    def forward(self, x):
        x = ttnn.add(x, self.attention(x), memory_config=L1)
        return ttnn.add(x, self.mlp(x), memory_config=L1)


blocks = [Block() for _ in range(2)]
image = ttnn.ones([1, 1, PATCHES, WIDTH], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                  memory_config=L1)
for _ in range(2):
    x = image
    for block in blocks:
        x = block.forward(x)
    pooled = ttnn.mean(x, dim=-2, memory_config=L1)
    ttnn.from_device(pooled)
ttnn.close_device(device)
