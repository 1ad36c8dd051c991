"""A decoder that keeps keys and values of each layer in L1, fills a row of them in each step, and reads
the logits on the host. The prompt's embedding is kept, though only the first step needs it."""
import ttnn

LAYERS, HEADS, LENGTH, WIDTH, STEPS = 2, 8, 128, 512, 4

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def tensor(*shape, memory_config=L1):
    return ttnn.zeros(shape, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                      memory_config=memory_config)


class Layer:
    def __init__(self):
        self.query = tensor(1, 1, WIDTH, WIDTH, memory_config=ttnn.DRAM_MEMORY_CONFIG)
        self.out = tensor(1, 1, WIDTH, WIDTH, memory_config=ttnn.DRAM_MEMORY_CONFIG)
        self.keys = tensor(1, HEADS, LENGTH, WIDTH // HEADS)
        self.values = tensor(1, HEADS, LENGTH, WIDTH // HEADS)

    def step(self, x, position):
        q = ttnn.matmul(x, self.query, memory_config=L1)
        q = ttnn.reshape(q, (1, 1, 32, WIDTH))
        row = tensor(1, HEADS, 32, WIDTH // HEADS)
        for cache in (self.keys, self.values):
            ttnn.kv_cache.update_cache_for_token_(cache, row, update_index=position, batch_offset=0)
        scores = ttnn.matmul(row, ttnn.transpose(self.keys, -2, -1, memory_config=L1), memory_config=L1)
        scores = ttnn.softmax(scores, dim=-1, memory_config=L1)
        mixed = ttnn.matmul(scores, self.values, memory_config=L1)
        mixed = ttnn.experimental.nlp_concat_heads(mixed, memory_config=L1)
        return ttnn.add(q, ttnn.matmul(mixed, self.out, memory_config=L1), memory_config=L1)


layers = [Layer() for _ in range(LAYERS)]
prompt = tensor(1, 1, LENGTH * 8, WIDTH)
x = ttnn.slice(prompt, [0, 0, 0, 0], [1, 1, 32, WIDTH], memory_config=L1)
for position in range(STEPS):
    for layer in layers:
        x = layer.step(x, position)
    logits = ttnn.gelu(x, memory_config=L1)
    ttnn.from_device(logits)
ttnn.close_device(device)
