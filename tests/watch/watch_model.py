"""What watch_ttnn_test.py watches: it goes on at each line that it is given."""
import sys

import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def step(word):
    print(word, flush=True)
    sys.stdin.readline()


def tensor(*shape):
    return ttnn.ones(shape, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                     memory_config=L1)


cache = tensor(1, 8, 1024, 1024)
step("held")
for _ in range(3):
    out = ttnn.add(cache, cache, memory_config=L1)
    ttnn.deallocate(out)
step("added")
kept = [tensor(1, 1, 1024, 1024) for _ in range(2)]
try:
    tensor(1, 64, 2048, 1024)
except RuntimeError:
    pass
step("failed")
