"""Plays modules of a model on the stand-in and prints, in one JSON line for each buffer, which modules it
is placed in: [name, number of the call], the outermost first.

    play_modules.py SCENARIO

Each buffer has a size of its own, by which it is found in the trace. What is expected is counted by the
modules themselves; the recorder is not asked.
"""
import asyncio
import collections
import json
import os
import sys
import threading

import ttnn

size = 0
lock = threading.Lock()
inside = threading.local()
calls = collections.Counter()


def place():
    global size
    with lock:
        size += 64
        mine = size
        line = json.dumps({"size_bytes": mine, "modules": getattr(inside, "stack", [])}) + "\n"
        os.write(1, line.encode())
    ttnn.empty(mine)


class Module:
    """Counts its calls under the name that it was given."""

    def __init__(self, name):
        self.expected = name

    def __call__(self, *arguments):
        stack = inside.stack = getattr(inside, "stack", [])
        with lock:
            calls[self.expected] += 1
            stack.append([self.expected, calls[self.expected]])
        try:
            return self.forward(*arguments)
        finally:
            stack.pop()


class Leaf(Module):
    def forward(self):
        place()
        place()


class Failing(Module):
    def forward(self):
        place()
        raise ValueError


class Closing(Module):
    """`self` is in a cell."""

    def forward(self):
        inner = lambda: self.expected  # noqa: E731
        place()
        assert inner()
        place()


class Block(Module):
    def __init__(self, name, leaf=Leaf):
        super().__init__(name)
        self.first, self.rest = leaf(name + ".first"), (leaf(name + ".rest.0"), leaf(name + ".rest.1"))

    def forward(self):
        place()
        self.first()
        for leaf in self.rest:
            leaf()
        place()


class Model(Module):
    def __init__(self, name="Model", block=Block, count=3):
        super().__init__(name)
        self.embedding = Leaf(name + ".embedding")
        self.blocks = [block(f"{name}.blocks.{i}") for i in range(count)]
        self.heads = {"words": Leaf(name + ".heads.words"), 7: Leaf(name + ".heads.7")}

    def forward(self):
        self.embedding()
        for block in self.blocks:
            block()
        for head in self.heads.values():
            head()


def tree():
    place()
    model = Model()
    for _ in range(5):
        model()
    place()
    model()
    model.blocks[1]()       # by itself


def two_models():
    one, other = Model(count=1), Model("Model#2", count=2)
    for _ in range(3):
        one()
        other()


def wrapped():
    """A module that does all in an inner one, as of a language model."""
    class Wrapper(Module):
        def forward(self):
            self.model()

    wrapper = Wrapper("Wrapper")
    wrapper.model = Model("Wrapper.model")
    for _ in range(6):
        wrapper()


def profiled():
    """Each frame has an object from its begin on."""
    sys.setprofile(lambda *_: None)
    tree()


def exceptions():
    class Fails(Block):
        def forward(self):
            try:
                self.first()
            except ValueError:
                place()
            self.rest[0].forward = place
            self.rest[0]()

    model = Model(block=lambda name: Fails(name, Failing))
    for _ in range(3):
        model()


def cells():
    model = Model(block=lambda name: Block(name, Closing))
    for _ in range(3):
        model()


def threads():
    def work(i):
        model = Model("Model" if not i else f"Model#{i + 1}")
        ready[i].wait()
        model()
        ready[i + 1].set()
        barrier.wait()
        for _ in range(20):
            model()

    ready = [threading.Event() for _ in range(4)]
    barrier = threading.Barrier(3)
    ready[0].set()
    workers = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def coroutines():
    class Slow(Module):
        async def forward(self):
            place()
            await asyncio.sleep(0)
            place()

    class Stream(Module):
        def forward(self):
            for _ in range(3):
                place()
                yield

    # a coroutine's call has no frame of __call__: it is its forward that runs
    async def main():
        slow = Slow("Slow")
        for number in range(1, 4):
            inside.stack = [["Slow", number]]
            await slow.forward()
            inside.stack = []
            place()
        stream = Stream("Stream").forward()
        inside.stack = [["Stream", 1]]
        for _ in stream:
            pass
        inside.stack = []
        place()

    asyncio.run(main())


def made_anew():
    """Modules that live for one call: nothing tells them apart but that they are others. Numbers end
    at 64."""
    for number in range(1, 70):
        Leaf("Leaf" if number in (1, *range(65, 70)) else f"Leaf#{number}")()


def loops():
    """Calls from one place, one after the other, with nothing between that is elsewhere."""
    class Helped(Module):
        def forward(self):
            self.help()

        def help(self):
            place()
            place()

    class Shared(Module):
        def __init__(self, name, between):
            super().__init__(name)
            self.leaf, self.between = Leaf(name + ".leaf"), between

        def forward(self):
            for _ in range(3):
                self.leaf()
                self.between()

    models = Shared("Shared", place), Helped("Helped"), Shared("Shared#2", int)
    for model in models:
        for _ in range(5):
            model()


def many():
    """Modules that no other holds keep their names from pass to pass."""
    class Model(Module):
        def forward(self):
            for part in parts:
                part()

    kinds = [type(f"Kind{kind}", (Leaf,), {}) for kind in range(300)]
    parts = [kind(f"Model.{kind.__name__}" + (f"#{number}" if number > 1 else ""))
             for number in range(1, 101) for kind in (kinds if number < 3 else kinds[:1])]
    model = Model("Model")
    for _ in range(3):
        model()
        place()


def deep():
    """Of a stack that is deeper than what is read, what is innermost is not known: nothing changes."""
    class Deep(Module):
        def forward(self):
            place()
            descend(300)
            place()

    def descend(depth):
        if depth:
            descend(depth - 1)
        else:
            place()

    model = Deep("Deep")
    for _ in range(3):
        model()
        place()


def chosen():
    """For L1TRACE_MARK='*.run'."""
    class Step:
        def run(self):
            place()
            Model("no")()
            place()

    step = Step()
    for number in range(1, 4):
        inside.stack = [["Step", number]]
        step.run()
        inside.stack = []
        place()


if __name__ == "__main__":
    if sys.argv[1] == "chosen":
        Module.__call__ = lambda self: self.forward()
    ttnn.open_device()
    globals()[sys.argv[1]]()
