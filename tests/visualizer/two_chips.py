"""A mesh of two chips, on which all is the same."""
import ttnn

mesh = ttnn.open_mesh_device(ttnn.MeshShape(1, 2))
x = ttnn.ones([1, 1, 256, 512], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=mesh,
              memory_config=ttnn.L1_MEMORY_CONFIG)
for _ in range(3):
    y = ttnn.add(x, x, memory_config=ttnn.L1_MEMORY_CONFIG)
    x = ttnn.softmax(y, dim=-1, memory_config=ttnn.L1_MEMORY_CONFIG)
    ttnn.deallocate(y)
ttnn.close_mesh_device(mesh)
