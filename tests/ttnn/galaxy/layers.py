"""Layers on a mesh of 32 chips, all alike; then more on the first row of them, a submesh; then a buffer
that is too large for the mesh."""
import ttnn

import truth
from truth import DRAM, L1

ttnn.set_fabric_config(ttnn.FabricConfig.FABRIC_1D)
with truth.opened(l1_small_size=16384) as device:
    x = truth.tensor(device, [1, 1, 256, 512])
    weight = truth.tensor(device, [1, 1, 512, 512], DRAM)
    with truth.phase("layers", 1):
        for i in range(2):
            y = ttnn.linear(x, weight, memory_config=L1)
            truth.step(f"layer {i}: linear", launches=1, alive=[x, y])
            z = ttnn.gelu(y, memory_config=L1)
            truth.step(f"layer {i}: gelu", launches=1, alive=[x, y, z])
            del y
            truth.step(f"layer {i}: the product is gone", alive=[x, z])
            a = ttnn.all_gather(z, dim=3, cluster_axis=1, topology=ttnn.Topology.Linear,
                                memory_config=DRAM)
            truth.step(f"layer {i}: all_gather", launches=1, alive=[x, z])
            del z, a
            truth.step(f"layer {i}: all gone", alive=[x])
    device.quiesce_devices()
    row = device.create_submesh(ttnn.MeshShape(1, 8))
    truth.watch(row)
    with truth.phase("row", 1):
        y = truth.tensor(row, [1, 1, 1024, 2048])
        truth.step("row: a tensor", alive=[x, y])
        z = ttnn.relu(y, memory_config=L1)
        truth.step("row: relu", launches=1, alive=[x, y, z])
    row.quiesce_devices()
    with truth.failing("oom"):
        truth.tensor(device, [1, 1, 8192, 8192])
    del y, z
    truth.step("the row is empty", alive=[x], alike=True)
    truth.close_device(row, "the row is closed")
    del row, x, weight
    truth.step("empty")
