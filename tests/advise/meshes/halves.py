# Each chip of a mesh does its own: what could go earlier, and how much that is, differs.
import ttnn

mesh = ttnn.open_device(device_id=0)
first, second = mesh.create_submeshes(ttnn.MeshShape(1, 1))[:2]
L1 = ttnn.L1_MEMORY_CONFIG


def tensor(device, rows):
    return ttnn.empty([1, 1, rows, 512], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


def work(x, times):
    wide = ttnn.concat([x] * times, dim=3, memory_config=L1)
    active = ttnn.gelu(wide, memory_config=L1)
    return ttnn.neg(active, memory_config=L1)


start = tensor(first, 512)
small = work(start, 2)
host = ttnn.from_device(small)

other = tensor(second, 1024)
large = ttnn.relu(other, memory_config=L1)
both = ttnn.add(large, large, memory_config=L1)
last = ttnn.exp(both, memory_config=L1)
host = ttnn.from_device(last)
ttnn.close_mesh_device(mesh)
