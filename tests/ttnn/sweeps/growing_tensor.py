"""Tensors in L1 that take the more the larger N is: fitting is monotonic. growing_tensor.py N"""
import sys

import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
x = ttnn.ones([int(sys.argv[1]) * 256, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
              memory_config=L1)
h = ttnn.gelu(x, memory_config=L1)
y = ttnn.add(x, h, memory_config=L1)
ttnn.close_device(device)
