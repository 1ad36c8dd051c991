"""Modules of a model, called in loops of all kinds. Each counts its calls, and the trace must have as many
passes of it: a call can begin where the one before it was, with no operation between that is elsewhere."""
import collections
import sys

import ttnn

import truth
from truth import L1

calls = collections.Counter()


class Leaf:
    def __init__(self, name):
        self.expected = name

    def forward(self, x):
        calls[self.expected] += 1
        return ttnn.relu(ttnn.add(x, x, memory_config=L1), memory_config=L1)


class Shared:
    """One module again and again."""

    def __init__(self, name, between):
        self.expected, self.between = name, between
        self.leaf = Leaf(name + ".leaf")

    def __call__(self, x):
        calls[self.expected] += 1
        for _ in range(3):
            x = self.between(self.leaf.forward(x))
        return x


class Layers:
    """All that runs is in helpers or other modules."""

    def __init__(self, name):
        self.expected = name
        self.layers = [Leaf(f"{name}.layers.{i}") for i in range(3)]

    def forward(self, x):
        calls[self.expected] += 1
        return self.run(x)

    def run(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x


with truth.opened() as device:
    given = truth.tensor(device, [1, 1, 64, 64])
    models = [Shared("Shared", ttnn.relu), Shared("Shared#2", lambda x: x), Layers("Layers")]
    results = []
    for model in models:
        for _ in range(4):
            results.append(getattr(model, "forward", model)(given))
    # frames of Python 3.10 do not tell all calls apart
    truth.step("all were called", launches=1, modules=dict(calls) if sys.version_info >= (3, 11) else {})
    del results, given
