"""Collectives of new shapes leave their semaphores with the program cache; in the end a softmax,
cached since the first pass, clashes with them. `clear`: the cache is cleared before that softmax
runs again."""
import json
import sys

import ttnn

ttnn.set_fabric_config(ttnn.FabricConfig.FABRIC_1D)
device = ttnn.open_mesh_device(ttnn.MeshShape(1, 2), l1_small_size=0,
                               dispatch_core_config=ttnn.DispatchCoreConfig(
                                   ttnn.DispatchCoreType.WORKER))
DRAM, L1 = ttnn.DRAM_MEMORY_CONFIG, ttnn.L1_MEMORY_CONFIG


def tensor(config, *shape):
    return ttnn.empty(shape, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, config)


def view():
    return ttnn.get_memory_view(device, ttnn.BufferType.L1)


wide = tensor(DRAM, 1, 1, 256, 8192)
ttnn.deallocate(ttnn.softmax(wide, dim=-1, memory_config=DRAM))
# what stays fills L1 down to just above the end of the softmax, which a first try shows
probe = tensor(L1, 1, 1, 32 * view().num_banks, 32 * (view().largest_contiguous_bytes_free_per_bank // 2048))
try:
    ttnn.softmax(wide, dim=-1, memory_config=DRAM)
except RuntimeError as error:
    end = int(str(error).split("region ends at ")[1].split()[0])
base = probe.buffer_address() - view().largest_contiguous_bytes_free_per_bank
ttnn.deallocate(probe)
room = view().total_bytes_per_bank - (end - base)
weights = tensor(L1, 1, 1, 32 * view().num_banks, 32 * ((room - 300) // 2048))
ours, ran, outcome = len([b for b in view().block_table if b["allocated"] == "yes"]), 1, None
try:
    for length in range(1, 60):
        ttnn.deallocate(ttnn.all_gather(tensor(DRAM, 1, 1, 32, 64 * length), dim=3, memory_config=DRAM,
                                        topology=ttnn.Topology.Linear))
        if "clear" in sys.argv and length == int(sys.argv[2]):
            device.clear_program_cache()
        ttnn.deallocate(ttnn.softmax(wide, dim=-1, memory_config=DRAM))
        ran += 1
        if "clear" in sys.argv and length == int(sys.argv[2]):
            break
except RuntimeError as error:
    outcome = str(error)
    blocks = len([b for b in view().block_table if b["allocated"] == "yes"]) - ours
    print(json.dumps({"ran": ran, "length": length, "blocks": blocks}))
print(json.dumps({"outcome": outcome}))
ttnn.close_mesh_device(device)
