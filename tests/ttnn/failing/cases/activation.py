"""conv2d whose input in L1 may leave no room for its results. BATCH HEIGHT WIDTH, and
`deallocate`: it may free its input."""
import json
import sys

import ttnn

device = ttnn.open_device(device_id=0, l1_small_size=32768)
batch, height, width = map(int, sys.argv[1:4])
channels = 128
source = ttnn.empty((1, 1, batch * height * width, channels), ttnn.bfloat16, ttnn.TILE_LAYOUT, device,
                    ttnn.L1_MEMORY_CONFIG)
weight = ttnn.zeros((channels, channels, 3, 3), dtype=ttnn.bfloat16)
config = ttnn.Conv2dConfig(weights_dtype=ttnn.bfloat16,
                           shard_layout=ttnn.TensorMemoryLayout.HEIGHT_SHARDED,
                           deallocate_activation="deallocate" in sys.argv)
more = {"slice_config": ttnn.Conv2dL1FullSliceConfig} if hasattr(ttnn, "Conv2dL1FullSliceConfig") else {}
outcome = None
try:
    ttnn.conv2d(input_tensor=source, weight_tensor=weight, device=device, in_channels=channels,
                out_channels=channels, batch_size=batch, input_height=height, input_width=width,
                kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), dilation=(1, 1), groups=1,
                conv_config=config, **more)
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome}))
ttnn.close_device(device)
