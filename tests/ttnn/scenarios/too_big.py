"""Regions larger than L1 and kernels larger than the config ring: nothing to free would help."""
import os

import ttnn

import truth

with truth.opened() as device:
    a = truth.tensor(device, [1, 1, 64 * 8 * 32, 64 * 32], truth.DRAM)
    b = truth.tensor(device, [1, 1, 64 * 32, 64 * 32], truth.DRAM)
    truth.step("inputs in DRAM")
    program = ttnn.MatmulMultiCoreReuseMultiCastProgramConfig(
        compute_with_storage_grid_size=(8, 7), in0_block_w=64, out_subblock_h=1, out_subblock_w=1,
        per_core_M=74, per_core_N=8, transpose_mcast=False, fused_activation=None)
    with truth.failing("too_big"):
        ttnn.matmul(a, b, program_config=program, memory_config=truth.DRAM)
    truth.step("after matmul")
    wide = truth.rows(device, [32, 900000], truth.DRAM)
    with truth.failing("too_big"):
        ttnn.clone(wide, memory_config=truth.DRAM)
    truth.step("after clone")
    # the stand-in compiler makes kernels of any size; 0.76 does not look at it in mock mode
    os.environ["L1TRACE_MOCK_TEXT_BYTES"] = "60000"
    for run in (lambda: ttnn.exp(b, memory_config=truth.DRAM),
                lambda: ttnn.add(b, b, memory_config=truth.DRAM)):
        with truth.failing("config_too_big", always=False):
            run()
    del os.environ["L1TRACE_MOCK_TEXT_BYTES"]
    ttnn.multiply(b, 2.0, memory_config=truth.DRAM)
    truth.step("others run", launches=1, regions=True)
