"""Buffers of any size that come and go at random until pieces are all that is left: where the
allocator puts each one, and what it says when none of the pieces is large enough."""
import random

import ttnn

import truth

TURNS = 250


def width(device, kind, draw):
    """Elements of a shard: often about as large as the pieces there are, odd ones too."""
    view = ttnn.get_memory_view(device, kind)
    most = view.largest_contiguous_bytes_free_per_bank if draw.random() < 0.4 \
        else view.total_bytes_per_bank // draw.choice((4, 16, 64))
    return max(1, int(most * draw.uniform(0.02, 1.15)) // 2)


def make(device, kind, draw):
    if kind == ttnn.BufferType.L1 and draw.random() < 0.15:
        return truth.tensor(device, [1, draw.randint(1, 40), 64, 32 * draw.randint(1, 64)])
    n, corner = width(device, kind, draw), draw.randint(0, 3)
    grid = truth.cores(corner, 0, corner, 0)
    return truth.rows(device, [1, n], truth.sharded("HEIGHT", grid, [1, n], kind))


def attempt(held, device, draw):
    kind = ttnn.BufferType.L1_SMALL if draw.random() < 0.2 else ttnn.BufferType.L1
    with truth.failing("oom", always=False):
        held.append(make(device, kind, draw))


for seed in range(2):
    draw = random.Random(seed)
    with truth.opened(l1_small_size=16384) as device:
        held = []
        for turn in range(TURNS):
            crowded = len(held) / 40
            if held and draw.random() < 0.35 + crowded / 4:
                held.pop(draw.randrange(len(held)))
            attempt(held, device, draw)
            if turn % 50 == 49:
                truth.step(f"{turn + 1} turns", alive=held)
        held.clear()
        truth.step("empty")
