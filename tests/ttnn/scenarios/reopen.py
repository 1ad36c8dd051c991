"""A device closed unused, then opened again with other L1_SMALL sizes while old tensors live."""
import ttnn

import truth

truth.close_device(truth.open_device("opened unused"), "closed unused")
device = truth.open_device(l1_small_size=24576)
left = truth.tensor(device, [1, 1, 512, 512])
gone = truth.tensor(device, [1, 1, 256, 256])
ttnn.add(left, left, memory_config=truth.L1)
truth.step("two tensors", launches=1, alive=[left, gone])
del gone
truth.close_device(device, "closed with a tensor")
olds = [left]
for size in (0, 65536, 4096):
    device = truth.open_device(f"opened with {size}", l1_small_size=size)
    a = truth.tensor(device, [1, 1, 512, 512])
    b = ttnn.matmul(a, a, memory_config=truth.L1)
    truth.step(f"{size}: matmul", launches=1, regions=True, alive=[a, b])
    if size == 65536:
        olds.clear()
        del left
        truth.step("tensors of former openings gone", alive=[a, b])
    del a
    truth.close_device(device, f"closed after {size}")
    olds.append(b)
    del b
olds.clear()
