"""A model of layers for by_module.py: some keep a buffer at each call, one compiles anew, the last call
is captured and replayed within a phase, and a thread of its own is in a module of its own meanwhile."""
import threading

import ttnn

L1 = ttnn.L1_MEMORY_CONFIG


def mark(name):
    try:
        import l1trace
        return l1trace.mark(name)
    except ImportError:
        import contextlib
        return contextlib.nullcontext()


class Module:
    def __call__(self, *arguments):
        return self.forward(*arguments)


class Linear(Module):
    def __init__(self, n, m):
        self.weight = ttnn.zeros((n, m), dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device)

    def forward(self, x):
        return ttnn.matmul(x, self.weight, memory_config=L1)


class Mlp(Module):
    def __init__(self, n):
        self.up, self.down = Linear(n, 2 * n), Linear(2 * n, n)

    def forward(self, x):
        wide = self.up(x)
        y = self.down(wide)
        ttnn.deallocate(wide)
        return y


class Block(Module):
    def __init__(self, n, keeps):
        self.attention, self.mlp, self.keeps, self.kept = Linear(n, n), Mlp(n), keeps, []

    def forward(self, x):
        a = self.attention(x)
        if self.keeps and not capturing:
            self.kept.append(ttnn.add(a, a, memory_config=L1))
            if len(self.kept) == 4:
                ttnn.deallocate(ttnn.exp(a, memory_config=L1))      # compiled late
        y = self.mlp(a)
        ttnn.deallocate(a)
        return y


class Model(Module):
    def __init__(self, n):
        self.blocks, self.head, self.kept = [Block(n, i == 1) for i in range(3)], Linear(n, n), []

    def forward(self, x):
        for block in self.blocks:
            y = block(x)
            x = y
        if len(self.kept) < 2:
            self.kept.append(ttnn.gelu(x, memory_config=L1))
        return self.head(x)


class Aside(Module):
    def forward(self, x):
        ttnn.deallocate(ttnn.relu(x, memory_config=L1))
        inside.set()
        go_on.wait()
        ttnn.deallocate(ttnn.relu(x, memory_config=L1))


def run_aside():
    """Ends the pass within a phase that began after it, on another thread."""
    Aside()(x)
    ttnn.deallocate(ttnn.tanh(x, memory_config=L1))
    outside.set()


device = ttnn.open_device(device_id=0, trace_region_size=1 << 20)
capturing = False
inside, go_on, outside = (threading.Event() for _ in range(3))
model = Model(128)
x = ttnn.zeros((64, 128), dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, memory_config=L1)
model(x)
aside = threading.Thread(target=run_aside)
aside.start()
inside.wait()
with mark("warm"):
    model(x)
    go_on.set()
    outside.wait()
    model(x)
aside.join()
for _ in range(4):
    with mark("step"):
        model(x)
capturing = True
trace = ttnn.begin_trace_capture(device, cq_id=0)
with mark("capture"):
    y = model(x)
ttnn.end_trace_capture(device, trace, cq_id=0)
kept = ttnn.add(x, x, memory_config=L1)
with mark("decode"):
    for _ in range(3):
        ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
ttnn.release_trace(device, trace)
