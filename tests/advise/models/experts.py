"""Experts of which each makes an output; all are added up at the end, though each sum could be made at
once."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG


def weights(*shape):
    return ttnn.ones(shape, dtype=ttnn.bfloat8_b, layout=ttnn.TILE_LAYOUT, device=device)


class Expert:
    def __init__(self):
        self.up, self.down = weights(1, 1, 512, 1024), weights(1, 1, 1024, 512)

    def forward(self, x):
        hidden = ttnn.linear(x, self.up, memory_config=L1)
        gated = ttnn.silu(hidden, memory_config=L1)
        product = ttnn.multiply(hidden, gated, memory_config=L1)
        return ttnn.linear(product, self.down, memory_config=L1)


experts = [Expert() for _ in range(4)]
x = ttnn.ones([1, 1, 512, 512], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
              memory_config=L1)
for step in range(2):
    outputs = [expert.forward(x) for expert in experts]
    total = outputs[0]
    for output in outputs[1:]:
        total = ttnn.add(total, output, memory_config=L1)
    x = ttnn.add(x, total, memory_config=L1)
ttnn.from_device(x)
ttnn.close_device(device)
