"""Two layers whose weights stay in L1 although each is read once a step."""
import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG
PROGRAM = ttnn.MatmulMultiCoreReuseMultiCastProgramConfig(
    compute_with_storage_grid_size=(4, 4), in0_block_w=2, out_subblock_h=1, out_subblock_w=1,
    per_core_M=8, per_core_N=8, transpose_mcast=False, fused_activation=None)


def tensor(place):
    return ttnn.empty([1, 1, 1024, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, memory_config=place)


scale = tensor(DRAM)
first = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                  memory_config=L1)
second = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                   memory_config=L1)
shift = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                  memory_config=L1)


def step(x):
    hidden = ttnn.matmul(x, first, memory_config=L1, program_config=PROGRAM)
    hidden = ttnn.multiply(hidden, scale, memory_config=L1)
    hidden = ttnn.add(hidden, shift, memory_config=L1)
    return ttnn.matmul(hidden, second, memory_config=L1, program_config=PROGRAM)


x = tensor(L1)
for _ in range(3):
    x = step(x)
host = ttnn.from_device(x)
ttnn.close_device(device)
