"""Each third pass has a new shape, and the program cache keeps a table or a semaphore more for it."""
import ttnn

import truth

if truth.BOARD == "n300":
    ttnn.set_fabric_config(ttnn.FabricConfig.FABRIC_1D)
with truth.opened(l1_small_size=32768) as device:
    one = truth.tensor(device, [1, 1, 32, 32], truth.DRAM)
    for i in range(15):
        size = 16 + 8 * (i // 3)
        x = truth.rows(device, [1, 1, size * size, 32], truth.DRAM)
        ttnn.max_pool2d(x, batch_size=1, input_h=size, input_w=size, channels=32,
                        kernel_size=[2, 2], stride=[2, 2], padding=[0, 0], dilation=[1, 1])
        ttnn.add(one, one, memory_config=truth.DRAM)
        if truth.BOARD == "n300":
            square = truth.tensor(device, [1, 1, 32 * (i // 3 + 1), 64], truth.DRAM)
            ttnn.all_gather(square, 3, memory_config=truth.DRAM, topology=ttnn.Topology.Linear)
        truth.step(f"pass {i}", launches=3)
    names = ["ttnn.max_pool2d"] + (["ttnn.all_gather"] if truth.BOARD == "n300" else [])
    truth.step("end of the loop", grows=[], cache_grows=names, passes=15, every=3)
