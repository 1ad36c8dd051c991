"""The same operation again: from the cache, with other sizes, after it was cleared."""
import ttnn

import truth

with truth.opened() as device:
    small = truth.tensor(device, [1, 1, 64, 64])
    large = truth.tensor(device, [1, 1, 512, 512])
    truth.step("two sizes", alive=[small, large])
    for i in range(4):
        for name, x in (("small", small), ("large", large)):
            y = ttnn.matmul(x, x, memory_config=truth.L1)
            truth.step(f"matmul {name} {i}", launches=1, regions=True, alive=[small, large, y],
                       **({"cached": f"matmul {name} 0"} if i else {}))
            z = ttnn.add(y, x, memory_config=truth.L1)
            truth.step(f"add {name} {i}", launches=1, regions=True, alive=[small, large, y, z])
    del y, z
    device.clear_program_cache()
    truth.step("cache cleared", alive=[small, large])
    y = ttnn.matmul(small, small, memory_config=truth.L1)
    truth.step("compiled again", launches=1, regions=True, alive=[small, large, y])
    device.disable_and_clear_program_cache()
    for i in range(3):
        z = ttnn.softmax(large, dim=-1, memory_config=truth.L1)
        truth.step(f"without a cache {i}", launches=1, regions=True, alive=[small, large, y, z])
    device.enable_program_cache()
    z = ttnn.softmax(large, dim=-1, memory_config=truth.L1)
    truth.step("with a cache", launches=1, regions=True, alive=[small, large, y, z])
    del x, y, z, small, large
    truth.step("empty")
