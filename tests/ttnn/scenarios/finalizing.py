"""Objects that use the runtime while Python takes its modules apart: there is no call site then,
and no harm. The device is never closed."""
import ttnn

import truth


class Last:
    """Dies when this module does."""

    def __init__(self, x):
        self.x, self.add, self.config = x, ttnn.add, truth.L1

    def __del__(self):
        print("last", self.add(self.x, self.x, memory_config=self.config).shape, flush=True)


device = truth.open_device(l1_small_size=4096)
x = truth.tensor(device, [1, 1, 64, 64])
ttnn.add(x, x, memory_config=truth.L1)
truth.step("one op", launches=1, alive=[x], late_launches=1)
last = Last(x)
