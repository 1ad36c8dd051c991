"""A matmul that does not fit beside what is already in L1: the runtime names two numbers and no
owner. l1analyze explain says who holds what, and what to free."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def tensor(*shape, memory_config=ttnn.DRAM_MEMORY_CONFIG):
    return ttnn.ones(shape, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                     memory_config=memory_config)


# what a careless model keeps: a key/value cache and two activations, all "fast because in L1"
keys = tensor(1, 8, 2048, 1024, memory_config=L1)
values = tensor(1, 8, 2048, 1024, memory_config=L1)
residual = tensor(1, 1, 2048, 1024, memory_config=L1)

a, b = tensor(1, 1, 2048, 2048), tensor(1, 1, 2048, 2048)
try:
    ttnn.matmul(a, b, memory_config=L1, core_grid=ttnn.CoreGrid(x=8, y=8))
except RuntimeError as error:
    print("the runtime says:", str(error).split("info:\n")[-1].split("\n")[0])
ttnn.deallocate(keys)
ttnn.matmul(a, b, memory_config=L1, core_grid=ttnn.CoreGrid(x=8, y=8))
print("without the keys it runs")
del values, residual
ttnn.close_device(device)
