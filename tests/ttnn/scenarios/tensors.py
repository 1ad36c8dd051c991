"""Tensors of many shapes, types and layouts, made in every way that ttnn has: the trace must say of
each buffer what ttnn says of the tensor that it was made for, also while views of it live."""
from functools import partial

import ttnn

import truth

def made(device):
    """(name, call) for each way to make a tensor; some are in some releases only."""
    L1, DRAM = truth.L1, truth.DRAM
    TILE, ROWS = ttnn.TILE_LAYOUT, ttnn.ROW_MAJOR_LAYOUT
    for dtype in (ttnn.bfloat16, ttnn.float32, ttnn.uint32, ttnn.bfloat8_b, ttnn.bfloat4_b,
                  ttnn.uint16, ttnn.int32, ttnn.uint8):
        for shape in ([32], [1, 1], [3, 50, 70], [2, 1, 3, 64, 96], [1, 1, 1, 1, 33, 31]):
            yield f"{dtype} {shape}", partial(ttnn.empty, shape, dtype, TILE, device, L1)
    for dtype in (ttnn.bfloat16, ttnn.float32, ttnn.uint32, ttnn.int32):
        for shape in ([64], [5, 48], [1, 2, 3, 16]):
            yield f"rows {dtype} {shape}", partial(ttnn.empty, shape, dtype, ROWS, device, DRAM)
    yield "zeros", lambda: ttnn.zeros([1, 1, 40, 40], ttnn.bfloat16, TILE, device, L1)
    yield "full", lambda: ttnn.full([2, 40, 40], 1.5, ttnn.float32, TILE, device, memory_config=DRAM)
    yield "arange", lambda: ttnn.arange(0, 64, 1, device=device)
    for order in (ttnn.ShardOrientation.ROW_MAJOR, ttnn.ShardOrientation.COL_MAJOR):
        for strategy, grid, shard in (
                ("HEIGHT", truth.cores(0, 0, 3, 1), [32, 256]), ("HEIGHT", truth.cores(2, 1, 2, 4),
                                                                 [64, 256]),
                ("WIDTH", truth.cores(0, 0, 7, 0), [256, 32]), ("BLOCK", truth.cores(0, 0, 3, 3),
                                                                [64, 64]),
                ("BLOCK", truth.cores(1, 2, 4, 3), [128, 64] if order.value == 0 else [64, 128])):
            config = truth.sharded(strategy, grid, shard)
            config = ttnn.MemoryConfig(config.memory_layout, config.buffer_type,
                                       ttnn.ShardSpec(grid, shard, order))
            for dtype in (ttnn.bfloat16, ttnn.bfloat8_b):
                yield (f"{strategy} {order} {dtype} {shard}",
                       partial(ttnn.empty, [1, 1, 256, 256], dtype, TILE, device, config))
    two = ttnn.CoreRangeSet({ttnn.CoreRange(ttnn.CoreCoord(0, 0), ttnn.CoreCoord(0, 0)),
                             ttnn.CoreRange(ttnn.CoreCoord(2, 1), ttnn.CoreCoord(3, 1))})
    yield "uneven", lambda: ttnn.empty([1, 1, 160, 96], ttnn.bfloat16, TILE, device,
                                       truth.sharded("HEIGHT", two, [64, 96]))
    grid, place = truth.cores(0, 0, 3, 3), ttnn.BufferType.L1
    for shape in ([1, 64, 64], [2, 32, 64], [1, 32, 32]):
        yield f"nd {shape}", partial(
            ttnn.empty, [3, 100, 256], ttnn.bfloat16, TILE, device,
            ttnn.MemoryConfig(place, ttnn.NdShardSpec(shape, grid)))


def ops(device):
    """(name, call) of ops, some of which are made of several."""
    L1, DRAM = truth.L1, truth.DRAM
    tiles, rows = truth.makers(device)
    a, b = tiles(1, 1, 256, 256), tiles(1, 1, 256, 256)
    high = truth.sharded("HEIGHT", truth.cores(0, 0, 3, 1), [32, 256])
    block = truth.sharded("BLOCK", truth.cores(0, 0, 3, 3), [64, 64])
    k, r = ttnn.to_memory_config(a, block), rows(1, 1, 256, 256)
    yield "add", lambda: ttnn.add(a, b, memory_config=L1)
    yield "add of other shapes", lambda: ttnn.add(a, tiles(1, 1, 1, 256), memory_config=DRAM)
    yield "add by blocks", lambda: ttnn.add(k, k, memory_config=block)
    yield "matmul", lambda: ttnn.matmul(a, b, memory_config=L1, program_config=truth.matmul_4x4(8))
    yield "softmax", lambda: ttnn.softmax(a, dim=-1, memory_config=L1)
    yield "sum", lambda: ttnn.sum(a, dim=-1)
    yield "sum of all", lambda: ttnn.sum(a)
    yield "mean", lambda: ttnn.mean(a, dim=2, memory_config=L1)
    yield "to height", lambda: ttnn.to_memory_config(a, high)
    yield "to interleaved", lambda: ttnn.sharded_to_interleaved(k, DRAM)
    yield "transpose", lambda: ttnn.transpose(tiles(2, 3, 40, 70), 2, 3)
    yield "permute", lambda: ttnn.permute(tiles(2, 3, 40, 70), (0, 2, 1, 3), memory_config=L1)
    yield "slice", lambda: ttnn.slice(a, [0, 0, 0, 0], [1, 1, 100, 250])
    yield "pad", lambda: ttnn.pad(a, [(0, 0), (0, 0), (0, 32), (0, 0)], 0.0)
    yield "concat", lambda: ttnn.concat([a, b], dim=3, memory_config=L1)
    yield "tilize", lambda: ttnn.tilize(r, memory_config=L1)
    yield "untilize", lambda: ttnn.untilize(a, memory_config=L1)
    yield "typecast", lambda: ttnn.typecast(a, ttnn.bfloat8_b, memory_config=L1)
    yield "to another layout", lambda: ttnn.to_layout(rows(1, 1, 50, 60), ttnn.TILE_LAYOUT)
    yield "to the device", lambda: ttnn.to_device(ttnn.from_device(a), device, memory_config=L1)
    yield "clone", lambda: ttnn.clone(a, memory_config=L1)
    yield "reallocate", lambda: ttnn.reallocate(ttnn.clone(k, memory_config=block))
    yield "reshape that copies", lambda: ttnn.reshape(tiles(1, 1, 50, 64), [1, 1, 64, 50])
    yield "layer_norm", lambda: ttnn.layer_norm(a, memory_config=L1)
    yield "repeat", lambda: ttnn.repeat(tiles(1, 1, 32, 32), [1, 2, 1, 3])
    yield "split", lambda: ttnn.split(a, 128, dim=3)[1]
    yield "where", lambda: ttnn.where(a, b, a)
    yield "var", lambda: ttnn.var(a, dim=3)


def views(device):
    """Views of one buffer: what it was made for counts."""
    rows = truth.rows(device, [1, 4, 32, 64])
    tiles = truth.tensor(device, [4, 32, 64])
    first = [truth.said_of(rows), truth.said_of(tiles)]
    kept = [ttnn.reshape(rows, [4, 32, 64]), ttnn.reshape(tiles, [1, 1, 128, 64]),
            ttnn.unsqueeze(tiles, 0), ttnn.squeeze(rows, 0)]
    aliases = [t for t in kept if t.buffer_address() in (rows.buffer_address(),
                                                         tiles.buffer_address())]
    assert len(aliases) >= 2
    truth.step("views", alive=[rows, tiles], tensors=first)
    del rows, tiles
    truth.step("their first tensors are gone", alive=aliases, tensors=first)


with truth.opened() as device:
    truth.every([*made(device), *ops(device)])
    views(device)
