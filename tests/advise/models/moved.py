"""Weights come from DRAM into L1 for each layer, and a buffer is moved to close a gap."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG


def weights():
    return ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                     memory_config=DRAM)


stored = [weights() for _ in range(3)]
gap = ttnn.empty([1, 1, 1024, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
x = ttnn.empty([1, 1, 1024, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
ttnn.deallocate(gap)
x = ttnn.reallocate(x)
for number, weight in enumerate(stored):
    near = ttnn.to_memory_config(weight, L1)
    y = ttnn.multiply(x, near, memory_config=L1)
    wide = ttnn.typecast(y, ttnn.float32, memory_config=L1)
    x = ttnn.typecast(wide, ttnn.bfloat16, memory_config=L1)
    if number == 1:
        ttnn.deallocate(near)
ttnn.from_device(x)
ttnn.close_device(device)
