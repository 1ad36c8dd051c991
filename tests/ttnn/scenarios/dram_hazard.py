"""A tensor in DRAM takes the place of one that a captured trace still writes: replays destroy it."""
import ttnn

import truth
from truth import DRAM

with truth.opened(trace_region_size=1 << 20) as device:
    x = truth.tensor(device, [1, 1, 256, 256], DRAM)
    ttnn.relu(ttnn.add(x, x, memory_config=DRAM), memory_config=DRAM)
    truth.step("warm", launches=2)
    trace = ttnn.begin_trace_capture(device, cq_id=0)
    between = ttnn.add(x, x, memory_config=DRAM)
    place = between.buffer_address()
    y = ttnn.relu(between, memory_config=DRAM)
    ttnn.deallocate(between)
    ttnn.end_trace_capture(device, trace, cq_id=0)
    truth.step("captured", launches=2, begins=1, ends=1)
    ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
    truth.step("replayed into free memory", replays=1)
    victim = truth.tensor(device, [1, 1, 256, 256], DRAM)
    assert victim.buffer_address() == place, "the allocator did not use the place again"
    for i in range(3):
        ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
    truth.step("replayed over a tensor", replays=3, hazard=place, overwritten=3)
    ttnn.deallocate(victim)
    ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
    truth.step("and into free memory again", replays=1)
    ttnn.release_trace(device, trace)
    truth.step("released", releases=1)
    del x, y
    truth.step("empty")
