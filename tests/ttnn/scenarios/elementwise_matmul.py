"""Elementwise operations, matmul and linear; results in L1 and in DRAM."""
import ttnn

import truth

with truth.opened(l1_small_size=24576) as device:
    a = truth.tensor(device, [1, 1, 256, 256])
    truth.step("a", alive=[a])
    b = ttnn.add(a, a, memory_config=truth.L1)
    truth.step("add", launches=1, regions=True, alive=[a, b])
    c = ttnn.multiply(a, b, memory_config=truth.DRAM)
    truth.step("multiply into DRAM", launches=1, regions=True, alive=[a, b])
    d = ttnn.gelu(b, memory_config=truth.L1)
    truth.step("gelu", launches=1, regions=True, alive=[a, b, d])
    e = ttnn.matmul(a, d, memory_config=truth.L1)
    truth.step("matmul", launches=1, regions=True, alive=[a, b, d, e])
    del a, b, d
    truth.step("only the product lives", alive=[e])
    e = ttnn.linear(e, c, activation="gelu", memory_config=truth.L1)
    truth.step("linear", launches=1, regions=True, alive=[e])
    f = ttnn.transpose(ttnn.typecast(e, ttnn.bfloat8_b, memory_config=truth.L1), -2, -1)
    truth.step("typecast and transpose", launches=2, regions=True, alive=[e, f])
    ttnn.deallocate(e)
    truth.step("deallocated", alive=[f])
    del f
    truth.step("empty")
