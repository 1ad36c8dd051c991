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
