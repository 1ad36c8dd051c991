"""A prefill that takes much, then passes of decode that take little, marked as such: what decode alone
took is asked about. The first pass of decode begins with more than it ever holds again."""
import ttnn

import truth
from truth import DRAM, L1

with truth.opened(l1_small_size=16384) as device:
    weight = truth.tensor(device, [1, 1, 1024, 1024], DRAM)
    cache = truth.tensor(device, [1, 1, 512, 512])
    with truth.phase("prefill", 1):
        x = truth.tensor(device, [1, 1, 1024, 1024], DRAM)
        h = ttnn.linear(x, weight, memory_config=L1)
        truth.step("prefill: linear", launches=1)
        s = ttnn.softmax(h, dim=-1, memory_config=L1)
        truth.step("prefill: softmax", launches=1)
        del h
        truth.step("prefill: the product is gone")
    for i in range(1, 5):
        with truth.phase("decode", i):
            t = truth.tensor(device, [1, 1, 32, 1024])
            truth.step("decode: token")
            if i == 1:
                del s
                truth.step("decode: what prefill left is gone")
            q = ttnn.linear(t, weight, memory_config=L1)
            truth.step("decode: linear", launches=1)
            p = ttnn.softmax(q, dim=-1, memory_config=L1)
            truth.step("decode: softmax", launches=1)
            o = ttnn.add(p, t, memory_config=L1)
            truth.step("decode: add", launches=1)
            del t, q, p, o
            truth.step("decode: all gone")
    del x, weight, cache
    truth.step("empty")
