"""A convolution that finds no room in L1_SMALL, and, with as much as it asked for, none for what it asks next."""
import ttnn

device = ttnn.open_device(device_id=0, l1_small_size=0)
x = ttnn.zeros((1, 1, 128 * 128, 16), dtype=ttnn.bfloat16, layout=ttnn.ROW_MAJOR_LAYOUT, device=device)
weight = ttnn.zeros((16, 16, 3, 3), dtype=ttnn.bfloat16)
y = ttnn.relu(x, memory_config=ttnn.L1_MEMORY_CONFIG)
try:
    y = ttnn.conv2d(input_tensor=y, weight_tensor=weight, device=device, in_channels=16, out_channels=16, batch_size=1, input_height=128, input_width=128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), dilation=(1, 1), groups=1)
except RuntimeError:
    print("no room")
ttnn.from_device(y)
ttnn.close_device(device)
