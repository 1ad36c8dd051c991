"""What the tests of this folder put into L1."""
import ttnn


def ones(device, rows=1024):
    return ttnn.ones([1, 1, rows, 256], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                     memory_config=ttnn.L1_MEMORY_CONFIG)
