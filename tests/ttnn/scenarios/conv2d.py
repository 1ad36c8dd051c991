"""conv2d and max_pool2d: halo, resharding, what the cache owns in L1_SMALL."""
import ttnn

import truth

with truth.opened(l1_small_size=32768) as device:
    size, channels = 32, 32
    x = truth.rows(device, [1, 1, size * size, channels], truth.DRAM)
    weight = ttnn.zeros([channels, channels, 3, 3], dtype=ttnn.bfloat16)
    truth.step("input")
    for i in range(2):
        y = ttnn.conv2d(input_tensor=x, weight_tensor=weight, in_channels=channels,
                        out_channels=channels, batch_size=1, input_height=size, input_width=size,
                        kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), dilation=(1, 1),
                        groups=1, device=device)
        truth.step(f"conv2d {i}", launches=2, alive=[y])
    p = ttnn.max_pool2d(x, batch_size=1, input_h=size, input_w=size, channels=channels,
                        kernel_size=[2, 2], stride=[2, 2], padding=[0, 0], dilation=[1, 1])
    truth.step("max_pool2d", launches=2, alive=[y, p])
    del y
    truth.step("the pool's result lives", alive=[p])
    device.clear_program_cache()
    truth.step("cache cleared", alive=[p])
    p = None
    truth.step("tensors gone")
