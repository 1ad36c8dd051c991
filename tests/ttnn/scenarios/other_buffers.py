"""L1 that no tensor owns: global semaphores, a global circular buffer."""
import ttnn

import truth

with truth.opened() as device:
    semaphore = ttnn.create_global_semaphore(device, truth.cores(0, 0, 3, 1), 0)
    truth.step("a semaphore on eight cores", purposes={"global semaphore": 1})
    ring = ttnn.create_global_circular_buffer(
        device, [(ttnn.CoreCoord(0, 0), truth.cores(1, 0, 3, 1))], 4096)
    truth.step("a global circular buffer",
               purposes={"global semaphore": 1, "global circular buffer": 2})
    a = truth.tensor(device, [1, 1, 256, 256])
    b = ttnn.matmul(a, a, memory_config=truth.L1)
    truth.step("beside a matmul", launches=1, regions=True, alive=[a, b])
    del semaphore
    truth.step("semaphore gone", alive=[a, b], purposes={"global circular buffer": 2})
    del ring
    truth.step("ring gone", alive=[a, b], purposes={})
    del a, b
    truth.step("empty")
