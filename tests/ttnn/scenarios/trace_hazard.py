"""A buffer takes the place of one that a captured trace still writes to: the replay destroys it."""
import ttnn

import truth

with truth.opened(trace_region_size=1 << 20) as device:
    x = truth.tensor(device, [1, 1, 256, 256])
    ttnn.relu(ttnn.add(x, x, memory_config=truth.L1), memory_config=truth.L1)
    truth.step("warm", launches=2, alive=[x])
    trace = ttnn.begin_trace_capture(device, cq_id=0)
    between = ttnn.add(x, x, memory_config=truth.L1)
    place = between.buffer_address()
    y = ttnn.relu(between, memory_config=truth.L1)
    ttnn.deallocate(between)
    ttnn.end_trace_capture(device, trace, cq_id=0)
    truth.step("captured", launches=2, begins=1, ends=1, alive=[x, y])
    victim = truth.tensor(device, [1, 1, 256, 256])
    assert victim.buffer_address() == place, "the allocator did not use the place again"
    truth.step("a tensor in its place", alive=[x, y, victim])
    ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
    truth.step("replayed", replays=1, hazard=place, alive=[x, y, victim])
    ttnn.release_trace(device, trace)
    truth.step("released", releases=1)
    del x, y, victim
    truth.step("empty")
