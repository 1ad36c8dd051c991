"""Sizes that fit no alignment, all data types, tensors that come from the host."""
import ttnn

import truth

with truth.opened(l1_small_size=8192) as device:
    kept = []
    for width in (1, 3, 7, 8, 15, 17, 31, 33, 100, 1000, 1023):
        for kind in (ttnn.bfloat16, ttnn.float32, ttnn.uint16, ttnn.uint32, ttnn.uint8):
            kept.append(truth.rows(device, [3, width], truth.L1, kind))
        truth.step(f"rows of {width}", alive=kept[-5:])
    config = truth.sharded("HEIGHT", truth.cores(0, 0, 2, 0), [1, 5])
    kept.append(truth.rows(device, [3, 5], config))
    truth.step("shards of ten bytes", alive=kept)
    kept = kept[::3]
    truth.step("holes", alive=kept)
    for kind in (ttnn.bfloat4_b, ttnn.bfloat8_b, ttnn.bfloat16, ttnn.float32):
        kept.append(truth.tensor(device, [1, 3, 33, 65], truth.L1, kind))
        truth.step(f"tiles of {kind}", alive=kept)
    kept.append(ttnn.ones([1, 1, 64, 64], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT,
                          device=device, memory_config=truth.L1))
    kept.append(ttnn.full([1, 1, 32, 96], 1.5, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT,
                          device=device, memory_config=truth.L1))
    kept.append(ttnn.arange(0, 96, 1, device=device, memory_config=truth.L1))
    host = ttnn.zeros([1, 1, 70, 70], dtype=ttnn.bfloat16)
    kept.append(ttnn.to_device(host, device, memory_config=truth.L1))
    truth.step("from the host", alive=kept)
    back = ttnn.from_device(kept[-1])
    truth.step("back to the host", alive=kept)
    kept.clear()
    truth.step("empty")
