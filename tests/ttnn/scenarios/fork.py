"""A process that forks while it holds a device: parent and child both go on."""
import os
import sys

import ttnn

import truth

with truth.opened(l1_small_size=4096) as device:
    a = truth.tensor(device, [1, 1, 512, 512])
    b = ttnn.add(a, a, memory_config=truth.L1)
    truth.step("before the fork", launches=1, alive=[a, b])
    child = os.fork()
    if child == 0:
        try:
            c = truth.tensor(device, [1, 1, 128, 256])
            truth.step("child: c", alive=[a, b, c],
                       tensors=[truth.said_of(t) for t in (a, b, c)])
            del b
            truth.step("child: b gone", alive=[a, c])
        except BaseException as error:
            print("child:", error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    d = ttnn.matmul(a, b, memory_config=truth.L1)
    truth.step("parent: d", launches=1, alive=[a, b, d])
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("the child failed")
    truth.step("parent: child gone", alive=[a, b, d], traces=2)
    del a, b, d
    truth.step("parent: empty")
