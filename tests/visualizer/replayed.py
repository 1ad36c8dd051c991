"""A mesh trace: captured, with buffers that are freed in the capture, and replayed beside a larger tensor."""
import ttnn

L1 = ttnn.L1_MEMORY_CONFIG
device = ttnn.open_mesh_device(ttnn.MeshShape(1, 1), trace_region_size=1 << 20)


def ones(size):
    return ttnn.ones((1, 1, size, size), dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)


def net(x, w):
    y = ttnn.matmul(x, w, memory_config=L1)
    z = ttnn.softmax(y, dim=-1)
    out = ttnn.add(z, x, memory_config=L1)
    ttnn.deallocate(y)
    ttnn.deallocate(z)
    return out


x, w = ones(256), ones(256)
net(x, w)
ttnn.synchronize_device(device)
trace = ttnn.begin_trace_capture(device, cq_id=0)
out = net(x, w)
ttnn.end_trace_capture(device, trace, cq_id=0)
beside = ones(512)
for _ in range(3):
    ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
last = ttnn.relu(beside, memory_config=L1)
ttnn.release_trace(device, trace)
ttnn.close_mesh_device(device)
