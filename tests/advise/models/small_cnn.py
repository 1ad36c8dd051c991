"""Two convolutions, a pool, and a head. The input image and the first activation live to the end."""
import ttnn

SIZE, CHANNELS = 32, 32

device = ttnn.open_device(device_id=0, l1_small_size=32768)
L1 = ttnn.L1_MEMORY_CONFIG


def conv(x, weight):
    y = ttnn.conv2d(input_tensor=x, weight_tensor=weight, in_channels=CHANNELS, out_channels=CHANNELS,
                    batch_size=1, input_height=SIZE, input_width=SIZE, kernel_size=(3, 3), stride=(1, 1),
                    padding=(1, 1), dilation=(1, 1), groups=1, device=device)
    return ttnn.relu(y)


weights = [ttnn.zeros([CHANNELS, CHANNELS, 3, 3], dtype=ttnn.bfloat16) for _ in range(2)]
image = ttnn.zeros([1, 1, SIZE * SIZE, CHANNELS], dtype=ttnn.bfloat16, layout=ttnn.ROW_MAJOR_LAYOUT,
                   device=device, memory_config=L1)
for _ in range(2):
    first = conv(image, weights[0])
    second = conv(first, weights[1])
    flat = ttnn.to_layout(ttnn.sharded_to_interleaved(second, L1), ttnn.ROW_MAJOR_LAYOUT)
    pooled = ttnn.max_pool2d(flat, batch_size=1, input_h=SIZE, input_w=SIZE, channels=CHANNELS,
                             kernel_size=[2, 2], stride=[2, 2], padding=[0, 0], dilation=[1, 1])
    score = ttnn.to_memory_config(pooled, ttnn.DRAM_MEMORY_CONFIG)
ttnn.close_device(device)
