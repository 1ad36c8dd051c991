"""softmax, layer_norm and rms_norm, also sharded and over rows too long to be held at once."""
import ttnn

import truth

with truth.opened() as device:
    x = truth.tensor(device, [1, 4, 128, 256])
    weight = truth.tensor(device, [1, 1, 32, 256], truth.DRAM)
    truth.step("x", alive=[x])
    y = ttnn.softmax(x, dim=-1, memory_config=truth.L1)
    truth.step("softmax", launches=1, regions=True, alive=[x, y])
    y = ttnn.layer_norm(y, weight=weight, memory_config=truth.L1)
    truth.step("layer_norm", launches=1, regions=True, alive=[x, y])
    y = ttnn.rms_norm(y, memory_config=truth.L1)
    truth.step("rms_norm", launches=1, regions=True, alive=[x, y])
    del x
    shards = truth.sharded("BLOCK", truth.cores(0, 0, 3, 3), [128, 64])
    z = ttnn.to_memory_config(y, shards)
    truth.step("block sharded", launches=1, alive=[y, z])
    program = ttnn.LayerNormShardedMultiCoreProgramConfig(
        compute_with_storage_grid_size=[4, 4], subblock_w=2, block_h=4, block_w=2, inplace=False)
    n = ttnn.layer_norm(z, memory_config=shards, program_config=program)
    truth.step("layer_norm on shards", launches=1, alive=[y, z, n])
    del n, z, y
    long = truth.tensor(device, [1, 1, 32, 32 * 700], truth.DRAM)
    ttnn.softmax(long, dim=-1, memory_config=truth.DRAM)
    truth.step("softmax of long rows", launches=1, regions=True)
    ttnn.layer_norm(long, memory_config=truth.DRAM)
    truth.step("layer_norm of long rows", launches=1, regions=True)
