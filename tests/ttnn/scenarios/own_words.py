"""What operations refuse in words of their own, for want of L1 or of sense."""
import ttnn

import truth
from truth import DRAM

with truth.opened() as device:
    a = truth.tensor(device, [1, 1, 32, 2048], DRAM)
    rest = truth.fill(device, 60000)
    truth.step("60000 bytes are left", alive=[rest])
    # 0.76 places its circular buffers without a look at what is free
    truth.every([("layer_norm", lambda: ttnn.layer_norm(a, memory_config=DRAM)),
                 ("add", lambda: ttnn.add(a, a, memory_config=DRAM)),
                 ("gelu", lambda: ttnn.gelu(a, memory_config=DRAM)),
                 ("exp", lambda: ttnn.exp(a, memory_config=DRAM))])
    for _ in range(3):          # recorded once
        with truth.failing("refused"):
            ttnn.reshape(a, [3, 7])
    with truth.failing("oom"):
        truth.tensor(device, [1, 1, 64 * 1024, 1024])
    with truth.failing("refused"):
        ttnn.reshape(a, [3, 8])
    ttnn.add(a, a, memory_config=DRAM)
    truth.step("others run", launches=1)
