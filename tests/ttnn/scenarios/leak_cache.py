"""Each pass has sizes of its own, so programs pile up in the cache: only what is kept is a leak."""
import inspect

import ttnn

import truth

kept = []

with truth.opened() as device:
    for i in range(5):
        x = truth.tensor(device, [1, 1, 32 * (i + 1), 64])
        y = ttnn.add(x, x, memory_config=truth.L1)
        line = inspect.currentframe().f_lineno + 1
        kept.append(ttnn.multiply(y, x, memory_config=truth.L1))
        truth.step(f"size {i}", launches=2, alive=[x, y, *kept])
    x = y = None
    truth.step("end of the loop", alive=kept, grows=[[__file__, line, "ttnn.multiply"]], passes=5,
               loop_ends="freed at device close")
