"""Tensors that come to their end in every way there is; the trace names the line of each."""
import gc
import inspect
import threading

import ttnn

import truth


def line():
    return inspect.currentframe().f_back.f_lineno


with truth.opened() as device:
    made = lambda: truth.tensor(device, [1, 1, 64, 64])
    frees = []

    t = made()
    frees.append(truth.freed_by(t, line() + 1, "<module>"))
    ttnn.deallocate(t)
    truth.step("ttnn.deallocate", frees=frees)

    t = made()
    frees = [truth.freed_by(t, line() + 1, "<module>")]
    t.deallocate()
    truth.step("deallocate, the tensor's own", frees=frees)

    t = made()
    frees = [truth.freed_by(t, line() + 1, "<module>")]
    del t
    truth.step("del", frees=frees)

    t = made()
    frees = [truth.freed_by(t, line() + 1, "<module>")]
    t = None
    truth.step("another value", frees=frees)

    def returns():
        mine = made()
        frees.append(truth.freed_by(mine, called, "<module>"))

    frees, called = [], line() + 1
    returns()
    truth.step("a function returned", frees=frees)

    class Cycle:
        pass

    gc.collect()
    gc.disable()
    c = Cycle()
    c.me, c.tensor = c, made()
    frees = [truth.freed_by(c.tensor, line() + 2, "<module>")]
    del c
    gc.collect()
    gc.enable()
    truth.step("collected", frees=frees)

    def in_thread():
        mine = made()
        frees.append(truth.freed_by(mine, line() + 1, "in_thread"))
        del mine

    frees = []
    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join()
    truth.step("in a thread", frees=frees)

    t = truth.tensor(device, [1, 4, 64, 64])
    view = ttnn.reshape(t, (1, 1, 256, 64))
    assert view.buffer_address() == t.buffer_address()
    frees = [truth.freed_by(t, line() + 1, "<module>")]
    ttnn.deallocate(view)
    truth.step("through a view", frees=frees)
