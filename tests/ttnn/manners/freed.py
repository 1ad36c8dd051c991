"""Buffers that come to their end in every way there is. What a line's comment says after "frees" is what
the trace must say of it, neither more nor less: how often and by which manner buffers in L1 end there.
"keeps": a deallocate() that frees nothing.
"""
import contextlib
import gc
import threading

import ttnn

device = ttnn.open_device(device_id=0)


def new(side=64):
    return ttnn.empty((1, 1, side, side), dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                      memory_config=ttnn.L1_MEMORY_CONFIG)


gc.collect()
gc.disable()

# ---- what a program does to its own tensors ----
t = new()
ttnn.deallocate(t)                                      # frees 1 deallocate
t = new()
t.deallocate()                                          # frees 1 deallocate
t = new()
t.deallocate(True)                                      # frees 1 deallocate
t = new()
del t                                                   # frees 1 del
t = new()
t = None                                                # frees 1 rebinding
t = new()
t = ttnn.relu(t)                                        # frees 1 rebinding
t = ttnn.relu(                                          # frees 1 rebinding
    t
)
t = None                                                # frees 1 rebinding


class Holder:
    pass


h = Holder()
h.tensor = new()
h.tensor = None                                         # frees 1 rebinding
h.tensor = new()
del h.tensor                                            # frees 1 del
h.tensor = new()
setattr(h, "tensor", None)                              # frees 1 call
h.tensor = new()
h = None                                                # frees 1 rebinding

# ---- containers ----
cache = {"k": new(), "v": new()}
cache["k"] = None                                       # frees 1 rebinding
del cache["v"]                                          # frees 1 del
cache["k"] = new()
cache.clear()                                           # frees 1 call
row = [new(), new(), new(), new(), new()]
row.pop()                                               # frees 1 expression
row[0] = 1                                              # frees 1 rebinding
row[1:2] = []                                           # frees 1 rebinding
row.clear()                                             # frees 2 call
row = [new(), new()]
row = (new(), new())                                    # frees 2 rebinding
del row                                                 # frees 2 del

# ---- functions ----


def keeps(x):
    mine = new()
    return mine.shape


def passes(x):
    return x


def nested():
    mine = new()
    keeps(mine)                                         # frees 1 return
    return 1


keeps(None)                                             # frees 1 return
nested()                                                # frees 1 return
n = keeps(new())                                        # frees 2 return
n = len([new(), new()])                                 # frees 2 call
n = new().shape                                         # frees 1 expression
new()                                                   # frees 1 expression
r = ttnn.relu(new())                                    # frees 1 call
r = ttnn.add(r, ttnn.relu(ttnn.relu(r)))                # frees 2 call, 1 rebinding
r = passes(r)
r = r + r                                               # frees 1 rebinding
r = (r + r) + r                                         # frees 1 rebinding, 1 expression
del r                                                   # frees 1 del


class Block:
    def __call__(self, x):
        y = ttnn.relu(x)
        y = ttnn.relu(y)                                # frees 1 rebinding
        return ttnn.relu(y)

    @property
    def shape(self):
        mine = new()
        return mine.shape


block = Block()
b = block(new())                                        # frees 1 return, 1 call
n = block.shape                                         # frees 1 return
b = None                                                # frees 1 rebinding

# ---- loops, generators, comprehensions ----


def generator():
    kept = new()
    for _ in range(2):
        each = new()                                    # frees 1 rebinding
        yield kept.shape


for x in generator():                                   # frees 2 iteration
    pass
g = generator()
next(g)
del g                                                   # frees 2 del
for x in [new(), new()]:                                # frees 2 iteration
    x = None
for x in (new() for _ in range(3)):                     # frees 2 rebinding
    pass
del x                                                   # frees 1 del
shapes = [y.shape for y in [new(), new()]]              # frees 1 iteration, 1 rebinding
both = [ttnn.relu(y) for y in (new(), new())]           # frees 1 iteration, 1 rebinding
both = {i: ttnn.relu(y) for i, y in enumerate(both)}    # frees 2 rebinding
both = None                                             # frees 2 rebinding

# ---- with ----


class Room:
    def __enter__(self):
        self.tensor = new()
        return self

    def __exit__(self, *what):
        self.tensor = None                              # frees 2 rebinding


@contextlib.contextmanager
def room():
    mine = new()
    yield 1


with Room():
    pass
with Room() as inside:
    inside.other = new()
del inside                                              # frees 1 del
with room():                                            # frees 1 call
    pass

# ---- exceptions ----


def fails():
    mine = new()
    raise ValueError(str(mine.shape))


def catches():
    try:
        fails()
    except ValueError:
        n = 1                                           # frees 1 exception
    n = 2


def catches_as():
    try:
        fails()
    except ValueError as error:
        n = str(error)                                  # frees 1 exception
    n = 2


def cleans_up():
    mine = new()
    try:
        fails()
    finally:
        del mine                                        # frees 1 del


catches()
catches_as()
with contextlib.suppress(ValueError):                   # frees 1 exception
    fails()
try:
    cleans_up()
except ValueError:
    pass                                                # frees 1 exception

# ---- the collector ----
c = Holder()
c.me, c.tensor = c, new()
del c
gc.collect()                                            # frees 1 gc
c = Holder()
c.me, c.tensor = c, new()
c = None
gc.enable()
gc.set_threshold(3)
for _ in range(10):                                     # the collector runs when it wants to
    heap = [[] for _ in range(100)]                     # frees 1 gc
gc.set_threshold(700)
gc.disable()

# ---- threads: what a thread's function leaves ends in threading.py ----


def in_thread():
    mine = new()
    mine = None                                         # frees 1 rebinding
    mine = new()
    return mine.shape


def given(x):
    pass


# frees elsewhere: 2 thread end
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
thread = threading.Thread(target=given, args=(new(),))
thread.start()
thread.join()
del thread

# ---- the runtime ----
m = new()
a = new()
m.deallocate()                                          # frees 1 deallocate
a = ttnn.move(a)                                        # frees 1 move
m = new()
m.deallocate()                                          # frees 1 deallocate
a = ttnn.reallocate(a)                                  # frees 1 move
del a                                                   # frees 1 del
t = new(128)
view = ttnn.reshape(t, (1, 2, 64, 128))
assert view.buffer_address() == t.buffer_address()
view.deallocate(False)                                  # keeps 1
ttnn.deallocate(view, force=False)                      # keeps 1
del view
del t                                                   # frees 1 del
t = new(128)
view = ttnn.reshape(t, (1, 2, 64, 128))
ttnn.deallocate(view)                                   # frees 1 deallocate
ttnn.deallocate(t)
gelu = ttnn.gelu(new())                                 # frees 1 call
var = ttnn.std(gelu, dim=-1)                            # frees 1 op
del gelu, var                                           # frees 2 del

left = new()                                            # frees elsewhere: 1 device close
ttnn.close_device(device)
