"""Ops that move and reduce data: many small programs, outputs of other shapes, views."""
import ttnn

import truth
from truth import DRAM, L1

with truth.opened(l1_small_size=16384) as device:
    tiles, rows = truth.makers(device)

    def moved(config):
        a, b = tiles(1, 1, 128, 64, config=config), tiles(1, 1, 128, 64, config=config)
        ttnn.deallocate(a)
        return ttnn.move(b)

    def resharded():
        block = truth.sharded("BLOCK", truth.cores(0, 0, 3, 3), [64, 64])
        high = truth.sharded("HEIGHT", truth.cores(0, 0, 7, 0), [32, 256])
        wide = truth.sharded("WIDTH", truth.cores(0, 0, 1, 3), [256, 32])
        lines = ttnn.reshard(tiles(1, 1, 256, 256, config=block), high)
        return lines, ttnn.reshard(lines, wide)

    def in_place():
        a, out = tiles(1, 1, 64, 64), tiles(1, 1, 64, 64)
        ttnn.add_(a, a)
        return ttnn.add(a, a, output_tensor=out)

    line = truth.sharded("HEIGHT", truth.cores(0, 0, 3, 0), [32, 64])
    double = truth.sharded("HEIGHT", truth.cores(0, 0, 3, 0), [32, 128])
    truth.every([
        ("concat", lambda: ttnn.concat([tiles(1, 1, 64, 64), tiles(1, 1, 64, 96)], dim=3,
                                       memory_config=L1)),
        ("concat of rows", lambda: ttnn.concat([rows(1, 1, 64, 64), rows(1, 1, 33, 64)], dim=2,
                                               memory_config=L1)),
        ("concat of shards", lambda: ttnn.concat(
            [rows(1, 1, 128, 64, config=line) for _ in range(2)], dim=3, memory_config=double)),
        ("split", lambda: ttnn.split(tiles(1, 1, 64, 128), 64, dim=3)),
        ("chunk", lambda: ttnn.chunk(tiles(1, 1, 64, 128), 4, 3)),
        ("slice", lambda: ttnn.slice(tiles(1, 1, 128, 128), [0, 0, 32, 0], [1, 1, 96, 64],
                                     memory_config=L1)),
        ("slice of rows", lambda: ttnn.slice(rows(1, 2, 50, 64), [0, 0, 3, 8], [1, 2, 33, 40],
                                             memory_config=L1)),
        ("pad", lambda: ttnn.pad(tiles(1, 1, 64, 64), [(0, 0), (0, 0), (0, 32), (0, 32)], 0.0,
                                 memory_config=L1)),
        ("permute", lambda: ttnn.permute(tiles(2, 3, 64, 96), (0, 2, 1, 3), memory_config=L1)),
        ("permute of rows", lambda: ttnn.permute(rows(2, 3, 64, 96), (3, 0, 2, 1),
                                                 memory_config=L1)),
        ("transpose", lambda: ttnn.transpose(tiles(1, 4, 64, 64), 2, 3, memory_config=L1)),
        ("reshape", lambda: ttnn.reshape(tiles(1, 4, 64, 96), (1, 1, 96, 256), memory_config=L1)),
        ("a view", lambda: ttnn.reshape(tiles(1, 4, 64, 64), (1, 1, 256, 64))),
        ("repeat", lambda: ttnn.repeat(tiles(1, 1, 32, 64), ttnn.Shape([1, 3, 2, 1]))),
        ("topk", lambda: ttnn.topk(tiles(1, 1, 32, 128), 32, dim=-1, memory_config=L1)),
        ("wide topk", lambda: ttnn.topk(tiles(1, 1, 32, 8192), 32, dim=-1, memory_config=L1)),
        ("sort", lambda: ttnn.sort(tiles(1, 1, 64, 256), dim=-1, memory_config=L1)),
        ("argmax", lambda: ttnn.argmax(rows(1, 1, 32, 256), dim=-1, memory_config=L1)),
        ("cumsum", lambda: ttnn.cumsum(tiles(1, 2, 64, 64), dim=2)),
        ("sum", lambda: ttnn.sum(tiles(2, 2, 64, 256), memory_config=L1)),
        ("mean", lambda: ttnn.mean(tiles(2, 2, 64, 256), dim=1, memory_config=L1)),
        ("std", lambda: ttnn.std(tiles(1, 2, 64, 256), dim=3, memory_config=L1)),
        ("gather", lambda: ttnn.gather(tiles(1, 1, 32, 128), 3,
                                       tiles(1, 1, 32, 64, dtype=ttnn.uint16))),
        ("where", lambda: ttnn.where(tiles(1, 1, 64, 64), tiles(1, 1, 64, 64), 1.0,
                                     memory_config=L1)),
        ("typecast", lambda: ttnn.typecast(tiles(1, 1, 64, 64), ttnn.bfloat8_b, memory_config=L1)),
        ("tilize", lambda: ttnn.to_layout(rows(1, 1, 50, 70), ttnn.TILE_LAYOUT, memory_config=L1)),
        ("untilize", lambda: ttnn.untilize(tiles(1, 1, 64, 1024), memory_config=L1)),
        ("move", lambda: moved(L1)),
        ("move of shards", lambda: moved(line)),
        ("reshard", resharded),
        ("in place", in_place),
        ("to DRAM and back", lambda: ttnn.to_memory_config(
            ttnn.to_memory_config(tiles(1, 1, 256, 64), DRAM), line)),
    ], views=("a view",))
