"""Block, height and width sharding on parts of the grid: every bank pays."""
import ttnn

import truth

with truth.opened(l1_small_size=16384) as device:
    grid = device.compute_with_storage_grid_size()
    shapes = {"BLOCK": [128, 64], "HEIGHT": [32, 256], "WIDTH": [256, 32]}
    for strategy, shard in shapes.items():
        config = truth.sharded(strategy, truth.cores(1, 1, 4, 2), shard)
        a = truth.tensor(device, [1, 1, 256, 256], config)
        truth.step(f"{strategy} tensor", alive=[a])
        b = ttnn.add(a, a, memory_config=config)
        truth.step(f"{strategy} add", launches=1, alive=[a, b])
        c = ttnn.relu(b, memory_config=config)
        truth.step(f"{strategy} relu", launches=1, alive=[a, b, c])
        d = ttnn.to_memory_config(c, truth.L1)
        truth.step(f"{strategy} to interleaved", launches=1, alive=[a, b, c, d])
        e = ttnn.to_memory_config(d, config)
        truth.step(f"{strategy} from interleaved", launches=1, alive=[a, b, c, d, e])
        del b, d
        truth.step(f"{strategy} holes", alive=[a, c, e])
        del a, c, e
        truth.step(f"{strategy} empty")
    # a last shard that is only half full, on the bottom right corner, in two rectangles
    corner = ttnn.CoreRangeSet({
        ttnn.CoreRange(ttnn.CoreCoord(grid.x - 1, grid.y - 2),
                       ttnn.CoreCoord(grid.x - 1, grid.y - 1)),
        ttnn.CoreRange(ttnn.CoreCoord(0, 0), ttnn.CoreCoord(0, 0))})
    config = truth.sharded("HEIGHT", corner, [64, 96])
    a = truth.tensor(device, [1, 1, 160, 96], config)
    truth.step("uneven shards", alive=[a])
    b = ttnn.relu(a, memory_config=config)
    truth.step("relu of uneven shards", launches=1, alive=[a, b])
    moved = ttnn.reallocate(b)
    truth.step("reallocated", alive=[a, moved])
    del a
    moved = ttnn.reallocate(moved)
    truth.step("reallocated upwards", alive=[moved])
    del moved, b
    truth.step("empty")
