# A mesh works as a whole; in between one of its chips works alone.
import ttnn

mesh = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def tensor(device):
    return ttnn.empty([1, 1, 512, 512], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)


x = tensor(mesh)
y = ttnn.relu(x, memory_config=L1)
z = ttnn.add(y, y, memory_config=L1)
host = ttnn.from_device(z)
ttnn.deallocate(z)
mesh.quiesce_devices()
part = mesh.create_submesh(ttnn.MeshShape(1, 1))
alone = tensor(part)
more = ttnn.gelu(alone, memory_config=L1)
most = ttnn.concat([more] * 4, dim=2, memory_config=L1)
host = ttnn.from_device(most)
part.quiesce_devices()
ttnn.close_mesh_device(mesh)
