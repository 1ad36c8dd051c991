"""Tables of conv2d and pools, semaphores of collectives: the program cache keeps them, and the loop
that made them leaks nothing."""
import ttnn

import truth

size, channels = 32, 32


def convolve(device, x, weight):
    return ttnn.conv2d(input_tensor=x, weight_tensor=weight, in_channels=channels,
                       out_channels=channels, batch_size=1, input_height=size, input_width=size,
                       kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), dilation=(1, 1),
                       groups=1, device=device)


def collect(y):
    if truth.BOARD == "n300":
        ttnn.all_gather(y, 3, topology=ttnn.Topology.Linear)
        ttnn.reduce_scatter(y, 3, topology=ttnn.Topology.Linear)


if truth.BOARD == "n300":
    ttnn.set_fabric_config(ttnn.FabricConfig.FABRIC_1D)
with truth.opened(l1_small_size=32768) as device:
    x = truth.rows(device, [1, 1, size * size, channels], truth.DRAM)
    square = truth.tensor(device, [1, 1, 64, 64])
    weight = ttnn.zeros([channels, channels, 3, 3], dtype=ttnn.bfloat16)
    for i in range(4):
        convolve(device, x, weight)
        ttnn.max_pool2d(x, batch_size=1, input_h=size, input_w=size, channels=channels,
                        kernel_size=[2, 2], stride=[2, 2], padding=[0, 0], dilation=[1, 1])
        collect(square)
        truth.step(f"pass {i}", launches=4, alive=[square])
    kept = ttnn.add(square, square, memory_config=truth.L1)
    del x, square
    truth.step("one of ours and the cache's are left", launches=1, alive=[kept], grows=[],
               cache_owns=True)
