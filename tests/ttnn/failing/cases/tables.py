"""conv2d calls of new shapes keep their tables in L1_SMALL until it is full. SIZE: l1_small_size. `dram`: they
are in DRAM."""
import json
import sys

import ttnn

device = ttnn.open_device(device_id=0, l1_small_size=int(sys.argv[1]))


def convolve(side, channels, stride):
    source = ttnn.empty((1, 1, side * side, channels), ttnn.bfloat16, ttnn.ROW_MAJOR_LAYOUT, device,
                        ttnn.DRAM_MEMORY_CONFIG)
    weight = ttnn.zeros((channels, channels, 3, 3), dtype=ttnn.bfloat16)
    ttnn.deallocate(ttnn.conv2d(
        input_tensor=source, weight_tensor=weight, device=device, in_channels=channels,
        out_channels=channels, batch_size=1, input_height=side, input_width=side, kernel_size=(3, 3),
        stride=(stride, stride), padding=(1, 1), dilation=(1, 1), groups=1,
        conv_config=ttnn.Conv2dConfig(config_tensors_in_dram="dram" in sys.argv)))


passes = 0
try:
    for side in (24, 28, 36, 44, 52, 60):
        for stride in (1, 2):
            for channels in (32, 64):
                convolve(side, channels, stride)
                passes += 1
except RuntimeError as error:
    view = ttnn.get_memory_view(device, ttnn.BufferType.L1_SMALL)
    print(json.dumps({"outcome": str(error), "passes": passes,
                      "held": view.total_bytes_allocated_per_bank}))
else:
    print(json.dumps({"outcome": None, "passes": passes}))
ttnn.close_device(device)
