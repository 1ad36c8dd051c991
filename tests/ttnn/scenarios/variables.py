"""A model whose tensors have names: variables, attributes, and those that it gives itself."""
import l1trace
import ttnn

import truth


def make(device, *shape):
    return ttnn.zeros(shape, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, truth.L1)


def row(device):
    weights = make(device, 32, 32)
    return weights


class Linear:
    def __init__(self, device):
        self.weight = ttnn.ones(
            [64, 64], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT,
            device=device, memory_config=truth.L1)

    def __call__(self, x):
        return ttnn.linear(x, self.weight, memory_config=truth.L1)


class Attention:
    def __init__(self, device):
        self.wq, self.wk = Linear(device), Linear(device)
        self.kv_cache = ttnn.zeros([1, 8, 128, 64], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, truth.L1)
        self.keys = ttnn.zeros([1, 8, 128, 64], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, truth.L1)
        self.cache = [ttnn.zeros([32, 32], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, truth.L1)
                      for _ in range(2)]
        self.bias = make(device, 1, 1, 32, 64)

    def forward(self, x):
        q = ttnn.linear(
            x,
            self.wq.weight,
            memory_config=truth.L1)
        k = self.wk(x)
        y = ttnn.add(ttnn.exp(x, memory_config=truth.L1), 1)
        z = x + q
        z += x
        half = 0.5 * x
        whole: ttnn.Tensor = (
            ttnn.concat([q, k], dim=3, memory_config=truth.L1))
        a, b = ttnn.split(whole, 64, dim=3)
        kept = {}
        kept["state"] = ttnn.clone(x, memory_config=truth.L1)
        twice = ttnn.multiply(ttnn.multiply(x, 2.0), 3.0)
        either = ttnn.relu(x) if x is not None else None
        history = []
        history.append(ttnn.sum(x, dim=-1, memory_config=truth.L1))
        truth.step("one pass", variables=truth.named(
            {"history[]": history, "q": q, "k": k, "y": y, "z": z, "half": half,
             "whole": whole, "a, b": [a, b],
             "kept[state]": kept["state"], None: [twice, either]}))
        return z


with truth.opened() as device:
    model = Attention(device)
    x = truth.tensor(device, [1, 1, 32, 64])
    moved = ttnn.to_memory_config(x, ttnn.DRAM_MEMORY_CONFIG)
    weights = row(device)
    truth.step("made", variables=truth.named(
        {"self.weight": [model.wq.weight, model.wk.weight], "self.keys": model.keys,
         "self.cache[]": model.cache[0], "self.bias": model.bias, "x": x, "weights": weights}))
    out = model.forward(x)
    block = truth.sharded("BLOCK", truth.cores(0, 0, 3, 3), [64, 64])
    sharded = ttnn.empty([1, 1, 256, 256], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, block)
    truth.step("a pass later", variables=truth.named({"z": out}))
    assert l1trace.name(model.kv_cache, "cache of layer 3") is model.kv_cache
    l1trace.name(sharded, "shards")
    l1trace.name(sharded, "my shards")
    l1trace.name(moved, "in DRAM")
    l1trace.name(model.cache[1], 1)
    for foreign in (None, 7, "x", [], device, ttnn, ttnn.from_device(x), Exception):
        assert l1trace.name(foreign, "nothing") is foreign
    gone = ttnn.clone(x, memory_config=truth.L1)
    ttnn.deallocate(gone)
    l1trace.name(gone, "gone")      # and no failure is recorded
    other = ttnn.clone(x, memory_config=truth.L1)
    truth.step("named", variables=truth.named(
        {"cache of layer 3": model.kv_cache, "my shards": sharded, "in DRAM": moved,
         "self.cache[]": model.cache[0], "1": model.cache[1], "other": other, "x": x}))
