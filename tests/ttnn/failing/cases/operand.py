"""The first op of a program clashes with its own input and output in L1. `output`, `input`: that is in
DRAM."""
import json
import sys

import ttnn

device = ttnn.open_device(device_id=0)
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG


def empty(memory):
    return ttnn.empty([2, 24, 1024, 64], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, memory)


query = empty(DRAM if "input" in sys.argv else L1)
key, value, outcome = empty(DRAM), empty(DRAM), None
chunks = ttnn.SDPAProgramConfig(compute_with_storage_grid_size=(8, 8), q_chunk_size=512,
                                k_chunk_size=512, exp_approx_mode=False)
try:
    ttnn.transformer.scaled_dot_product_attention(
        query, key, value, is_causal=False, program_config=chunks,
        memory_config=DRAM if "output" in sys.argv else L1)
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome}))
ttnn.close_device(device)
