"""A tensor is copied whose rows are longer than L1 has room for two. `tile`: in tile layout."""
import json
import sys

import ttnn

COLUMNS = 450000         # 900,000 bytes
device = ttnn.open_device(device_id=0)
layout = ttnn.TILE_LAYOUT if "tile" in sys.argv else ttnn.ROW_MAJOR_LAYOUT
wide, outcome = ttnn.empty([32, COLUMNS], ttnn.bfloat16, layout, device, ttnn.DRAM_MEMORY_CONFIG), None
try:
    ttnn.clone(wide, memory_config=ttnn.DRAM_MEMORY_CONFIG)
except RuntimeError as error:
    outcome = str(error)
print(json.dumps({"outcome": outcome, "row_bytes": 2 * COLUMNS}))
ttnn.close_device(device)
