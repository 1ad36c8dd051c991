"""Semaphores of collectives, and one of this script, were made below a tensor that is gone when a softmax
runs. SIZE: of L1_SMALL. `moved`: they are asked to lie there."""
import json
import sys

import ttnn

ttnn.set_fabric_config(ttnn.FabricConfig.FABRIC_1D)
size, moved = int(sys.argv[1]), "moved" in sys.argv
device = ttnn.open_mesh_device(ttnn.MeshShape(1, 2), l1_small_size=size,
                               dispatch_core_config=ttnn.DispatchCoreConfig(
                                   ttnn.DispatchCoreType.WORKER))
DRAM, L1 = ttnn.DRAM_MEMORY_CONFIG, ttnn.L1_MEMORY_CONFIG
LINE = {"topology": ttnn.Topology.Linear, "memory_config": DRAM}


def tensor(config, *shape):
    return ttnn.empty(shape, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, config)


outcome = None
wide = tensor(DRAM, 1, 1, 256, 8192)
weights = tensor(L1, 1, 1, 32 * 56, 32 * 100)
activations = tensor(L1, 1, 1, 32 * 56, 32 * 300)
ttnn.reduce_scatter(tensor(DRAM, 1, 1, 64, 256), dim=3, **LINE,
                    **({"use_l1_small_for_semaphores": True} if moved else {}))
ttnn.all_gather(tensor(DRAM, 1, 1, 64, 128), dim=3, **LINE)
everywhere = ttnn.CoreRangeSet({ttnn.CoreRange(ttnn.CoreCoord(0, 0), ttnn.CoreCoord(7, 6))})
semaphore = ttnn.create_global_semaphore(
    device, everywhere, 0, ttnn.BufferType.L1_SMALL if moved else ttnn.BufferType.L1)
ttnn.deallocate(activations)
try:
    ttnn.softmax(wide, dim=-1, memory_config=DRAM)
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome, "softmax": True}))
ttnn.close_mesh_device(device)
