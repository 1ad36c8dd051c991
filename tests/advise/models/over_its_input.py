"""Activations of which each could lie where its input lies; the caller keeps the last one."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def block(x):
    y = ttnn.gelu(x, memory_config=L1)
    ttnn.deallocate(x)
    z = ttnn.exp(y, memory_config=L1)
    ttnn.deallocate(y)
    return z


def chain(x):
    for _ in range(4):
        x = ttnn.relu(x, memory_config=L1)
    return x


kept = ttnn.empty([1, 1, 2048, 2048], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
for turn in range(2):
    start = ttnn.empty([1, 1, 3072, 4096], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
    out = chain(start)
    del start
    last = ttnn.multiply(out, out, memory_config=L1)
    del out
    host = ttnn.from_device(last)
    del last
part = block(ttnn.clone(kept, memory_config=L1))
host = ttnn.from_device(part)
host = ttnn.from_device(kept)
ttnn.close_device(device)
