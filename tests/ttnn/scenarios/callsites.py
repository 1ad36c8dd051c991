"""Who asked: every L1 buffer and launch of an op tells what was called, from which lines."""
import operator
import threading

import ttnn

import truth


def layer(x):
    y = truth.calling(ttnn.matmul, x, x, memory_config=truth.L1)
    return truth.calling(ttnn.gelu, y, memory_config=truth.L1)


class Model:
    def __init__(self, depth):
        self.depth = depth

    def __call__(self, x):
        for _ in range(self.depth):
            x = layer(x)
        return [truth.calling(ttnn.softmax, x, dim=-1, memory_config=truth.L1) for _ in "12"][-1]


class Block:
    """Modules in modules, as deep as the frames of a call site, that share their innermost lines."""

    def __init__(self, depth):
        self.inner = Block(depth - 1) if depth else None

    def forward(self, x):
        if self.inner:
            return self.inner(x)
        return truth.calling(ttnn.relu, x, memory_config=truth.L1)

    def __call__(self, x):
        return self.forward(x)


def pieces(x):
    """An op in a frame that stays, while those that resume it change."""
    while True:
        yield truth.calling(ttnn.relu, x, memory_config=truth.L1)


def resumed(made):
    return next(made)


def work(lock, x):
    for _ in range(20):
        with lock:
            truth.calling(ttnn.clone, x, memory_config=truth.L1)


with truth.opened(l1_small_size=24576) as device:
    x = truth.calling(ttnn.empty, [1, 1, 256, 256], ttnn.bfloat16, ttnn.TILE_LAYOUT, device,
                      truth.L1)
    truth.step("made", alive=[x])
    for turn in range(3):
        y = Model(2)(x)
        truth.step(f"model {turn}", launches=6, alive=[x, y])
    for turn in range(3):
        y = [block(x) for block in (Block(8), Block(9), Block(13))][-1]
        truth.step(f"blocks {turn}", launches=3, alive=[x, y])
    made = pieces(x)
    for turn in range(3):
        y = next(made)
        y = resumed(made)
        truth.step(f"pieces {turn}", launches=2, alive=[x, y])
    y = max([2, 1], key=lambda n: truth.calling(ttnn.relu, x, memory_config=truth.L1) and n)
    truth.step("in a call from C", launches=2, alive=[x])
    del made
    # an op written in Python, of ops
    y = truth.calling(ttnn.layer_norm, x, memory_config=truth.L1)
    truth.step("layer_norm", launches=1, alive=[x, y])
    y = truth.calling(ttnn.permute, truth.calling(ttnn.concat, [x, x], dim=-1), (0, 1, 3, 2))
    truth.step("concat, permute", launches=2, alive=[x])
    y = truth.calling(operator.add, x, x)
    truth.step("an operator", launches=1, alive=[x, y])
    lock = threading.Lock()     # ttnn's program cache is not made for threads
    threads = [threading.Thread(target=work, args=(lock, x)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    truth.step("threads", launches=60, alive=[x, y])
    del x, y
    truth.step("gone")
