"""A matmul whose program makes the peak, beside smaller ones of the same op; all but the last are one
line."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG
GRID = ttnn.CoreGrid(x=8, y=8)


def empty(*shape, memory_config=ttnn.DRAM_MEMORY_CONFIG):
    return ttnn.empty(shape, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, memory_config)


def project(x, weight):
    return ttnn.matmul(x, weight, memory_config=L1, core_grid=GRID)


x = empty(1, 1, 1024, 1024, memory_config=L1)
up, down, head = empty(1, 1, 1024, 4096), empty(1, 1, 4096, 1024), empty(1, 1, 1024, 512)
for _ in range(2):
    hidden = project(x, up)
    x = project(hidden, down)
    ttnn.deallocate(hidden)
    x = ttnn.softmax(x, memory_config=L1)
y = ttnn.matmul(x, head, memory_config=L1, core_grid=GRID)
ttnn.from_device(y)
ttnn.close_device(device)
