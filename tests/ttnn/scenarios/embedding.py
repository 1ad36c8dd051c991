"""embedding, concat, reshape, permute, sums and layout changes."""
import ttnn

import truth

with truth.opened() as device:
    index = truth.rows(device, [1, 64], truth.DRAM, ttnn.uint32)
    table = truth.rows(device, [512, 96], truth.DRAM)
    truth.step("tables")
    x = ttnn.embedding(index, table, memory_config=truth.L1)
    truth.step("embedding", launches=1, regions=True, alive=[x])
    x = ttnn.embedding(index, table, layout=ttnn.TILE_LAYOUT, memory_config=truth.L1)
    truth.step("embedding into tiles", launches=1, alive=[x])
    y = ttnn.concat([x, x, x], dim=-1, memory_config=truth.L1)
    truth.step("concat", launches=1, regions=True, alive=[x, y])
    z = ttnn.sum(y, dim=-1, memory_config=truth.L1)
    truth.step("sum", launches=1, regions=True, alive=[x, y, z])
    u = ttnn.to_layout(y, ttnn.ROW_MAJOR_LAYOUT, memory_config=truth.L1)
    truth.step("untilize", launches=1, regions=True, alive=[x, y, z, u])
    p = ttnn.permute(u, (0, 2, 1), memory_config=truth.L1)
    truth.step("permute", launches=1, alive=[u, p])
    s = ttnn.slice(u, [0, 0, 0], [1, 33, 50], memory_config=truth.L1)
    truth.step("slice of odd size", launches=1, alive=[u, s])
    w = ttnn.pad(s, [(0, 0), (0, 31), (0, 14)], 0.0, memory_config=truth.L1)
    truth.step("pad", launches=1, alive=[u, s, w])
    del x, y, z, u, p, s, w
    truth.step("empty")
