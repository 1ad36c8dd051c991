"""Activations that are kept for a backward pass, which takes them in reverse and keeps the gradients."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
LAYERS = 4

x = ttnn.ones([1, 1, 1024, 512], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
              memory_config=L1)
kept, gradients = [], []
for _ in range(LAYERS):
    before = ttnn.exp(x, memory_config=L1)
    kept.append((x, before))
    x = ttnn.relu(before, memory_config=L1)
gradient = ttnn.subtract(x, x, memory_config=L1)
for taken, before in reversed(kept):
    partial = ttnn.multiply(gradient, before, memory_config=L1)
    gradients.append(ttnn.sum(ttnn.multiply(partial, taken, memory_config=L1), dim=-1, memory_config=L1))
    gradient = partial
ttnn.close_device(device)
