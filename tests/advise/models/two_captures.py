"""Prefill and decode, each captured; decode's replays come after prefill's trace is released."""
import ttnn

device = ttnn.open_device(device_id=0, trace_region_size=1 << 20)
L1 = ttnn.L1_MEMORY_CONFIG


def ones(rows):
    return ttnn.ones([1, 1, rows, 512], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                     memory_config=L1)


def block(x):
    y = ttnn.silu(x, memory_config=L1)
    z = ttnn.add(x, y, memory_config=L1)
    return ttnn.neg(z, memory_config=L1)


def captured(x):
    block(x)
    number = ttnn.begin_trace_capture(device, cq_id=0)
    result = block(x)
    ttnn.end_trace_capture(device, number, cq_id=0)
    return number, result


prompt = ones(4096)
prefill, filled = captured(prompt)
ttnn.execute_trace(device, prefill, cq_id=0, blocking=True)
cache = ttnn.to_memory_config(filled, ttnn.DRAM_MEMORY_CONFIG)
ttnn.release_trace(device, prefill)
token = ones(32)
decode, logits = captured(token)
for _ in range(4):
    ttnn.execute_trace(device, decode, cq_id=0, blocking=True)
    ttnn.from_device(logits)
ttnn.release_trace(device, decode)
large = ones(8192)
ttnn.close_device(device)
