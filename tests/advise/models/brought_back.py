"""Tensors that calls return as they are, and would copy into L1 out of DRAM: under a parameter's name, out of a
dictionary, by an op that takes all of it."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG


def block(width):
    bias = ttnn.ones([1, 1, 1024, width], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
    return bias


def head(t):
    t = ttnn.to_memory_config(t, L1)
    return t


stored = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=DRAM)
stored = ttnn.relu(stored, memory_config=DRAM)
y = block(2048)
y = ttnn.to_memory_config(y, L1)
tables = {"x": ttnn.ones([1, 1, 1024, 2048], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)}
z = head(tables["x"])
w = ttnn.ones([1, 1, 1024, 4096], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
v = ttnn.slice(w, [0, 0, 0, 0], [1, 1, 1024, 4096], memory_config=L1)
u = ttnn.reshape(v, [1, 4, 256, 4096], memory_config=L1)
ttnn.from_device(u)
ttnn.from_device(z)
ttnn.from_device(y)
ttnn.from_device(stored)
ttnn.close_device(device)
