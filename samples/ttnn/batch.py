"""A layer whose batch is spread over as many cores as divide it: of a prime number it is one core. How
large may the batch be? l1record --mock n150 --sweep BATCH=60..72 -o DIR -- python batch.py {BATCH}"""
import sys

import ttnn

BATCH, ROWS, WIDTH = int(sys.argv[1]), 32, 1024

device = ttnn.open_device(device_id=0)
grid = device.compute_with_storage_grid_size()
cores = max(n for n in range(1, grid.x * grid.y + 1) if BATCH % n == 0)
spread = ttnn.create_sharded_memory_config(
    [BATCH // cores * ROWS, WIDTH], ttnn.num_cores_to_corerangeset(cores, grid, row_wise=True),
    ttnn.ShardStrategy.HEIGHT, use_height_and_width_as_shard_shape=True)

x = ttnn.ones([BATCH * ROWS, WIDTH], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device)
x = ttnn.to_memory_config(x, spread)
h = ttnn.gelu(x, memory_config=spread)
x = ttnn.add(x, h, memory_config=spread)
ttnn.close_device(device)
