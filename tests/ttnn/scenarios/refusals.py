"""Many kinds of ops in less and less room: each runs or is refused, and the numbers of a refusal
are the runtime's."""
import ttnn

import truth
from truth import DRAM, L1

with truth.opened(l1_small_size=16384) as device:
    a, b = (truth.tensor(device, [1, 1, 512, 512], DRAM) for _ in range(2))
    c = truth.rows(device, [1, 1, 1024, 64], DRAM)
    q = truth.tensor(device, [1, 4, 128, 64], DRAM)
    for leave in (200000, 60000, 6000):
        rest = truth.fill(device, leave)
        truth.step(f"{leave} bytes are left", alive=[rest])
        truth.every([(f"{name}, {leave} bytes left", call) for name, call in (
            ("add", lambda: ttnn.add(a, b, memory_config=DRAM)),
            ("matmul", lambda: ttnn.matmul(a, b, memory_config=L1)),
            ("softmax", lambda: ttnn.softmax(a, memory_config=DRAM)),
            ("transpose", lambda: ttnn.transpose(a, 2, 3, memory_config=L1)),
            ("concat", lambda: ttnn.concat([a, b], dim=3, memory_config=L1)),
            ("pool", lambda: ttnn.max_pool2d(c, 1, 32, 32, 64, [2, 2], [2, 2], [0, 0], [1, 1])),
            ("sum", lambda: ttnn.sum(a, dim=3, memory_config=L1)),
            ("topk", lambda: ttnn.topk(a, 32, dim=-1, memory_config=L1)),
            ("untilize", lambda: ttnn.untilize(a, memory_config=L1)),
            ("attention", lambda: ttnn.transformer.scaled_dot_product_attention(
                q, q, q, is_causal=True)))])
        del rest
        truth.step(f"no longer {leave} bytes only")
