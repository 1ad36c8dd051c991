"""A captured trace whose tensors live as long as it does: in L1 and DRAM its replays hurt nobody."""
import ttnn

import truth
from truth import DRAM, L1

with truth.opened(trace_region_size=1 << 20) as device:
    x = truth.tensor(device, [1, 1, 256, 256], DRAM)

    def step():
        near = ttnn.add(x, x, memory_config=L1)
        far = ttnn.matmul(near, x, memory_config=DRAM)
        return near, far, ttnn.relu(far, memory_config=L1)

    step()
    truth.step("warm", launches=3)
    trace = ttnn.begin_trace_capture(device, cq_id=0)
    kept = step()
    ttnn.end_trace_capture(device, trace, cq_id=0)
    truth.step("captured", launches=3, begins=1, ends=1, alive=kept)
    for i in range(3):
        others = [truth.tensor(device, [1, 1, 256, 256], config) for config in (L1, DRAM)]
        ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
        truth.step(f"replay {i}", replays=1, alive=[*kept, *others])
    ttnn.release_trace(device, trace)
    kept = None
    others = [truth.tensor(device, [1, 1, 256, 256], config) for config in (L1, DRAM)]
    truth.step("released", releases=1, alive=others, sound=True)
    del x, others
    truth.step("empty")
