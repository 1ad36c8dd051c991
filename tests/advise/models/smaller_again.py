"""Out of memory, and again with half the batch, while what the first attempt made is still held."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def attempt(batch):
    x = ttnn.empty([1, 1, batch * 1024, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
    y = ttnn.gelu(x, memory_config=L1)
    z = ttnn.concat([y, y], dim=3, memory_config=L1)
    return ttnn.relu(z, memory_config=L1)


tables = [ttnn.empty([1, 1, 2048, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1) for _ in range(4)]
mixed = ttnn.add(tables[0], tables[1], memory_config=L1)
batch, result = 8, None
while result is None:
    try:
        result = attempt(batch)
    except RuntimeError:
        batch //= 2
ttnn.from_device(result)
ttnn.from_device(mixed)
ttnn.close_device(device)
