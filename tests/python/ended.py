"""Objects that come to their end in every way there is, and a buffer with each. What a line's comment says
after "frees" must be recorded of it, neither more nor less; "3.10 frees": in that Python. Before 3.11
nothing shows that a function has returned.
"""
import gc
import opcode  # noqa: F401  as whatever takes functions apart
import threading

import ttnn


def new():
    return ttnn.tensor(64)


class Holder:
    pass


def keeps(x):
    mine = new()
    y = len([mine])
    return y


def fails():
    mine = new()
    raise ValueError(str(mine))


def catches():
    try:
        fails()
    except ValueError:
        n = 1                               # frees 1 exception
    n = 2


def catches_as():
    try:
        fails()
    except ValueError as error:
        n = str(error)                      # frees 1 exception
    n = 2


def generator():
    kept = new()
    for _ in range(2):
        each = new()                        # frees 1 rebinding
        yield 1
    kept = each                             # frees 1 rebinding


def in_thread():
    mine = new()
    mine = None                             # frees 1 rebinding
    mine = new()
    pass


ttnn.open_device()
gc.collect()
gc.disable()
for _ in range(4):                          # until all that is read of Python was seen
    new()                                   # frees 4 expression, 3.10 frees 3 expression, 1 unknown
t = new()
del t                                       # frees 1 del
t = new()
t = None                                    # frees 1 rebinding
h = Holder()
h.t = new()
h.t = 1                                     # frees 1 rebinding
h.t = new()
del h.t                                     # frees 1 del
h.t = new()
setattr(h, "t", 1)                          # frees 1 call
cache = [new(), new(), new(), new()]
cache[0] = 1                                # frees 1 rebinding
del cache[1]                                # frees 1 del
cache.pop()                                 # frees 1 expression
cache.clear()                               # frees 1 call
cache = {1: new()}
cache.clear()                               # frees 1 call
keeps(None)                                 # frees 1 return, 3.10 frees 1 call
keeps(new())                                # frees 2 return, 3.10 frees 2 call
n = len([new(), new()])                     # frees 2 call
n = [new(), new()] == []                    # frees 2 expression
for x in [new(), new()]:                    # frees 2 iteration
    x = None
for x in generator():                       # frees 1 iteration
    pass
g = generator()
next(g)
g = None                                    # frees 2 rebinding
catches()
catches_as()
try:
    fails()
except ValueError:
    pass                                    # frees 1 exception
c = Holder()
c.me, c.t = c, new()
del c
gc.collect()                                # frees 1 gc
# frees elsewhere: 2 thread end
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
thread = threading.Thread(target=len, args=([new()],))
thread.start()
thread.join()
last = new()                                # frees elsewhere: 1 exit
