"""A step that is captured once and replayed; between replays its result is read. A warm-up's tensors
stay."""
import ttnn

device = ttnn.open_device(device_id=0, trace_region_size=1 << 20)
L1 = ttnn.L1_MEMORY_CONFIG
SHAPE = [1, 1, 512, 1024]


def ones():
    return ttnn.ones(SHAPE, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)


def step(x, bias):
    a = ttnn.add(x, bias, memory_config=L1)
    b = ttnn.gelu(a, memory_config=L1)
    return ttnn.multiply(a, b, memory_config=L1)


scratch = ones()
scaled = ttnn.multiply(scratch, scratch, memory_config=L1)
x, bias = ones(), ones()
warm = step(x, bias)
number = ttnn.begin_trace_capture(device, cq_id=0)
out = step(x, bias)
ttnn.end_trace_capture(device, number, cq_id=0)
for _ in range(3):
    ttnn.execute_trace(device, number, cq_id=0, blocking=True)
    ttnn.from_device(out)
ttnn.release_trace(device, number)
after = ttnn.concat([out, out, out, out], dim=2, memory_config=L1)
after = ttnn.relu(after, memory_config=L1)
ttnn.close_device(device)
