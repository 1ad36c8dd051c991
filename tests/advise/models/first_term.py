"""A sum whose first term is kept without an op: `total = w if total is None else ttnn.add(total, w)`."""
import ttnn
L1 = ttnn.L1_MEMORY_CONFIG
device = ttnn.open_device(device_id=0)
x = ttnn.ones([256, 512], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)


def terms(x):
    total = None
    for n in range(4):
        weighted = ttnn.multiply(x, 2.0, memory_config=L1)
        total = weighted if total is None else ttnn.add(total, weighted, memory_config=L1)
    return ttnn.relu(total, memory_config=L1)


for _ in range(3):
    y = terms(x)
ttnn.close_device(device)
