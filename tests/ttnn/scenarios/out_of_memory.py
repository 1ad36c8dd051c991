"""The allocator refuses: nothing left, only pieces left, a result that finds no place, DRAM."""
import ttnn

import truth

with truth.opened(l1_small_size=8192) as device:
    with truth.failing("oom"):
        truth.tensor(device, [1, 1, 32 * 1024, 32 * 1024])
    truth.step("nothing happened")
    # pieces: every second one is given back, none of the holes is large enough
    view = ttnn.get_memory_view(device, ttnn.BufferType.L1)
    piece = view.total_bytes_per_bank // 10 // 64 * 32
    config = truth.sharded("HEIGHT", truth.cores(0, 0, 0, 0), [1, piece])
    pieces = [truth.rows(device, [1, piece], config) for _ in range(9)]
    truth.step("nine pieces", alive=pieces)
    del pieces[::2]
    truth.step("four pieces", alive=pieces)
    config = truth.sharded("HEIGHT", truth.cores(0, 0, 0, 0), [1, piece * 3])
    with truth.failing("oom"):
        truth.rows(device, [1, piece * 3], config)
    truth.step("still four pieces", alive=pieces)
    pieces.clear()
    x = truth.tensor(device, [1, 1, 1024, 1024])
    rest = truth.fill(device, 1024)
    truth.step("full", alive=[x, rest])
    with truth.failing("oom"):
        ttnn.add(x, x, memory_config=truth.L1)
    del rest
    y = ttnn.add(x, x, memory_config=truth.L1)
    truth.step("with room it runs", launches=1, regions=True, alive=[x, y])
    with truth.failing("oom"):
        truth.tensor(device, [1, 256, 32 * 1024, 32 * 1024], truth.DRAM)
    del x, y
    truth.step("empty")
