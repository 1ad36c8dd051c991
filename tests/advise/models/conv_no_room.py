"""A convolution that finds no room beside tensors which nobody reads any more, in a model that goes on
with a smaller one."""
import ttnn

device = ttnn.open_device(device_id=0, l1_small_size=32768)
L1 = ttnn.L1_MEMORY_CONFIG
MORE = {"slice_config": ttnn.Conv2dL1FullSliceConfig} if hasattr(ttnn, "Conv2dL1FullSliceConfig") else {}
weight = ttnn.zeros((128, 128, 3, 3), dtype=ttnn.bfloat16)


def conv(source, batch, height, width):
    config = ttnn.Conv2dConfig(weights_dtype=ttnn.bfloat16,
                               shard_layout=ttnn.TensorMemoryLayout.HEIGHT_SHARDED)
    return ttnn.conv2d(input_tensor=source, weight_tensor=weight, device=device, in_channels=128,
                       out_channels=128, batch_size=batch, input_height=height, input_width=width,
                       kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), dilation=(1, 1), groups=1,
                       conv_config=config, **MORE)


def image(batch, height, width):
    return ttnn.empty((1, 1, batch * height * width, 128), ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


past = [ttnn.relu(image(4, 32, 64), memory_config=L1) for _ in range(6)]
small = conv(image(1, 32, 64), 1, 32, 64)
large = image(4, 48, 96)
try:
    result = conv(large, 4, 48, 96)
except RuntimeError as error:
    print("no room:", type(error).__name__)
    result = small
ttnn.from_device(result)
past.clear()
ttnn.close_device(device)
