"""A metal trace: warm up, capture, replay, release; another one while the first is alive."""
import ttnn

import truth

with truth.opened(trace_region_size=1 << 20) as device:
    x = truth.tensor(device, [1, 1, 256, 256])
    for name in ("first", "second"):
        y = ttnn.matmul(ttnn.add(x, x, memory_config=truth.L1), x, memory_config=truth.L1)
        truth.step(f"{name}: warm", launches=2, alive=[x, y])
        trace = ttnn.begin_trace_capture(device, cq_id=0)
        truth.step(f"{name}: capture begins", begins=1)
        z = ttnn.add(x, y, memory_config=truth.L1)
        z = ttnn.matmul(z, x, memory_config=truth.L1)
        truth.step(f"{name}: captured", launches=2, alive=[x, y, z])
        ttnn.end_trace_capture(device, trace, cq_id=0)
        truth.step(f"{name}: capture ends", ends=1)
        for i in range(3):
            ttnn.execute_trace(device, trace, cq_id=0, blocking=i == 2)
        truth.step(f"{name}: replayed", replays=3, alive=[x, y, z])
        if name == "first":
            kept = trace
    ttnn.execute_trace(device, kept, cq_id=0, blocking=True)
    truth.step("the first again", replays=1)
    ttnn.release_trace(device, trace)
    ttnn.release_trace(device, kept)
    truth.step("released", releases=2, alive=[x, y, z])
    del x, y, z
    truth.step("empty")
