"""One of several ranks, each with a stage of a model on a chip of its own. The last one also has the
head, and keeps its logits in L1: which rank is the worst, and do the others do the same?"""
import os

import ttnn

RANK, RANKS = (int(os.environ.get("OMPI_COMM_WORLD_" + word, n)) for n, word in enumerate(("RANK", "SIZE")))
ROWS, WIDTH, WORDS, LAYERS = 512, 1024, 4096, 2

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def tensor(*shape, **more):
    return ttnn.ones(shape, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, **more)


stage = [tensor(WIDTH, WIDTH) for _ in range(LAYERS)]
head = tensor(WIDTH, WORDS) if RANK == RANKS - 1 else None

x = tensor(ROWS, WIDTH, memory_config=L1)
for weights in stage:
    x = ttnn.linear(x, weights, memory_config=L1)
if head is not None:
    logits = ttnn.linear(x, head, memory_config=L1)
    x = ttnn.softmax(logits, dim=-1, memory_config=L1)
ttnn.deallocate(x)
ttnn.close_device(device)
