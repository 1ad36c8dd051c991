"""Submeshes allocate for themselves on chips that the parent mesh uses too. They and the parent
launch in turns; those of a second opening are closed with the parent."""
import ttnn

import truth

with truth.opened() as device:
    x = truth.tensor(device, [1, 1, 256, 512])
    y = truth.tensor(device, [1, 1, 128, 128])
    truth.step("on the whole mesh", alive=[x, y])
    submeshes = device.create_submeshes(ttnn.MeshShape(1, 1))
    for submesh in submeshes:
        truth.watch(submesh)
    truth.step(f"{len(submeshes)} submeshes", alive=[x, y])
    kept = []
    for i, submesh in enumerate(submeshes):
        a = truth.tensor(submesh, [1, 1, 256 * (i + 1), 256])
        kept.append(a)
        truth.step(f"submesh {i}: a", alive=[x, y, *kept])
        kept.append(ttnn.matmul(a, truth.tensor(submesh, [1, 1, 256, 64]), memory_config=truth.L1))
        truth.step(f"submesh {i}: matmul", launches=1, regions=True, alive=[x, y, *kept])
    del x
    truth.step("the mesh's x is gone", alive=[y, *kept])
    z = truth.tensor(device, [1, 1, 64, 64])
    del a, kept[1]
    truth.step("a product is gone", alive=[y, z, *kept])
    for turn in range(2):
        device.quiesce_devices()
        z = ttnn.relu(z, memory_config=truth.L1)
        truth.step(f"turn {turn}: the mesh", launches=1, alive=[y, z, *kept])
        device.quiesce_devices()
        for i, submesh in enumerate(submeshes):
            kept[i] = ttnn.relu(kept[i], memory_config=truth.L1)
            truth.step(f"turn {turn}: submesh {i}", launches=1, alive=[y, z, *kept])
    device.quiesce_devices()
    while submeshes:
        submesh = submeshes.pop()
        kept = [t for t in kept if t.device().id() != submesh.id()]
        truth.close_device(submesh, f"submesh {submesh.id()} closed")
    del submesh
    y = ttnn.relu(y, memory_config=truth.L1)
    truth.step("the whole mesh again", launches=1, alive=[y, z])
    del y, z
    truth.step("empty")

device = truth.open_device()
submeshes = device.create_submeshes(ttnn.MeshShape(1, 1))
kept = [truth.tensor(submesh, [1, 1, 64, 64]) for submesh in submeshes]
for submesh in submeshes:
    truth.watch(submesh)
truth.step("submeshes again", alive=kept)
truth.close_device(device, "closed with its submeshes", submeshes)
with truth.opened() as device:
    x = truth.tensor(device, [1, 1, 64, 64])
    truth.step("another opening", alive=[x])
    del kept, submesh, submeshes
    truth.step("tensors of closed submeshes go late", alive=[x])
    del x
