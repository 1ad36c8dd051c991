"""Convolutions that find no room in L1_SMALL for their halos, each in turn; the model goes on without."""
import ttnn

device = ttnn.open_device(device_id=0, l1_small_size=256)


def conv(channels, size, stride):
    image = ttnn.empty([1, 1, size * size, channels], ttnn.bfloat16, ttnn.ROW_MAJOR_LAYOUT, device,
                       ttnn.DRAM_MEMORY_CONFIG)
    weight = ttnn.zeros([channels, channels, 3, 3], dtype=ttnn.bfloat16)
    return ttnn.conv2d(input_tensor=image, weight_tensor=weight, device=device, in_channels=channels,
                       out_channels=channels, batch_size=1, input_height=size, input_width=size,
                       kernel_size=(3, 3), stride=(stride, stride), padding=(1, 1), dilation=(1, 1),
                       groups=1)


for size in (64, 32):
    for stride in (1, 2):
        try:
            y = conv(32, size, stride)
        except RuntimeError as error:
            print("no room:", type(error).__name__)
ttnn.close_device(device)
