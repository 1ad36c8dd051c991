"""A convolution cuts its image into slices by free L1; with a smaller L1_SMALL it makes fewer, and puts more there."""
import ttnn

SIZE, CHANNELS = 1024, 16

device = ttnn.open_device(device_id=0, l1_small_size=131072)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG

kept = ttnn.ones([1, 1, 2784, 4096], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
image = ttnn.zeros([1, 1, SIZE * SIZE, CHANNELS], dtype=ttnn.bfloat16, layout=ttnn.ROW_MAJOR_LAYOUT, device=device,
                   memory_config=DRAM)
weight = ttnn.zeros([CHANNELS, CHANNELS, 3, 3], dtype=ttnn.bfloat16)
y = ttnn.conv2d(input_tensor=image, weight_tensor=weight, device=device, in_channels=CHANNELS, out_channels=CHANNELS,
                batch_size=1, input_height=SIZE, input_width=SIZE, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1),
                dilation=(1, 1), groups=1)
ttnn.from_device(y)
ttnn.from_device(kept)
ttnn.close_device(device)
