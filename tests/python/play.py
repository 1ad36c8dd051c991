"""Plays one scenario on the stand-in and prints, in one JSON line for each buffer, what its call
site must be.

    play.py SCENARIO

Each buffer has a size of its own, by which it is found in the trace. This program knows nothing of
a recorder.
"""
import ctypes
import json
import os
import sys
import threading
import traceback
import weakref

import ttnn
from ttnn import _ttnn

size = 0
lock = threading.Lock()


def stack():
    """All frames from the caller on, innermost first."""
    return [[f.filename, f.lineno, f.name] for f in reversed(traceback.extract_stack()[:-1])]


def expect(op, frames):
    """The next size to place, and the op and frames that it will be placed by."""
    global size
    with lock:
        size += 64
        line = json.dumps({"size_bytes": size, "op": op, "frames": frames}) + "\n"
        os.write(1, line.encode())      # in one write, since a forked child writes here, too
        return size


def here(op=ttnn.empty):
    op(expect(op.python_fully_qualified_name, stack()))


# ---- scenarios ----

def calls():
    def inner():
        here()
        if size % 128:
            here(ttnn.linear)

    inner()
    [here() for _ in range(3)]
    for _ in range(50):
        inner()
    (lambda: here(ttnn.empty_held))()


class Tensor:
    """A buffer that lies somewhere until it is freed."""

    def __init__(self):
        self.size_bytes = size + 64
        self.address = ttnn.empty(expect("ttnn.empty", stack()))

    def given_back(self, op, frames):
        print(json.dumps({"freed": self.size_bytes, "op": op, "frames": frames}), flush=True)
        self.address, address = 0, self.address
        return address

    def __del__(self):
        if self.address:
            _ttnn.deallocate(self.given_back(None, stack()), True)


def frees():
    def release(tensor):
        ttnn.deallocate(tensor.given_back("ttnn.deallocate", stack()), False)

    def local():
        Tensor()

    kept = [Tensor() for _ in range(4)]
    release(kept[1])
    release(kept[0])
    _ttnn.deallocate(kept[3].given_back(None, stack()), False)
    kept.pop(2)
    local()
    last = Tensor()
    del last


def threads():
    def work(depth):
        for _ in range(100):
            here()
        if depth:
            work(depth - 1)

    workers = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def foreign_thread():
    """A thread that Python does not know, started by the runtime."""
    ttnn.empty_in_thread(expect(None, []))
    here()


def past_the_bindings():
    """Another way to release the GIL."""
    here()
    ctypes.CDLL(_ttnn.__file__).place_buffer(ctypes.c_uint64(expect(None, [])))


def short_lived_code():
    """Code objects that are destroyed, in whose memory others are made."""
    for i in range(3000):
        source = f"def made_{i}():\n" + "\n" * (i % 7) + "    here()\n"
        names = {"here": here}
        exec(compile(source, f"/made/{i}.py", "exec"), names)
        names["made_%d" % i]()


def short_lived_operations():
    from ttnn.decorators import FastOperation
    for i in range(3000):
        op = FastOperation(f"ttnn.made_{i}", _ttnn.empty)
        here(op)
        del op


def nothing_is_held():
    """The object that was called is destroyed when the program drops it, and not earlier."""
    names = {"here": here}
    exec(compile("def made():\n    here()\n", "/made/code.py", "exec"), names)
    made = names.pop("made")
    for _ in range(3):
        made()
    code = weakref.ref(made.__code__)
    count = sys.getrefcount(made.__code__)
    made()
    assert sys.getrefcount(made.__code__) == count
    del made
    assert code() is None, "the code object lives on"


def called_back():
    """A call by the runtime, which takes the GIL for it."""
    ttnn.calling(here)
    here()


def refused():
    def ask():
        op, wanted = ttnn.empty, 10 ** 9
        op(wanted)

    here()
    try:
        ask()
    except RuntimeError as error:
        package = os.path.dirname(ttnn.__file__)
        frames = [[f.filename, f.lineno, f.name]
                  for f in reversed(traceback.extract_tb(error.__traceback__))
                  if not f.filename.startswith(package)]
        outer = traceback.extract_stack()[:-1]
        frames += [[f.filename, f.lineno, f.name] for f in reversed(outer)]
        print(json.dumps({"failure": True, "op": "ttnn.empty", "frames": frames}))
    else:
        raise AssertionError("not refused")


def words_of_its_own():
    """Refusals that no hook sees, beside failures that one does."""
    def must_refuse(op, text, too_large=0):
        try:
            op(text, too_large)
        except RuntimeError as error:
            assert too_large or str(error) == text, error
        else:
            raise AssertionError("not refused")

    too_wide = "TT_FATAL @ op.cpp:7: width\ninfo:\nToo wide\nbacktrace:\n"
    for _ in range(5):
        must_refuse(ttnn.refuse, too_wide)
    must_refuse(ttnn.refuse, "not of the runtime's")
    must_refuse(ttnn.refuse, too_wide, 10 ** 9)                 # out of memory, and no more
    must_refuse(ttnn.refuse_threaded, too_wide, 10 ** 9)
    must_refuse(ttnn.refuse_threaded, "TT_THROW @ op.cpp:9: x\ninfo:\nIn a thread\n")
    must_refuse(ttnn.refuse, too_wide.replace("wide", "high"))


def refused_before_the_fork():
    def ask():
        try:
            ttnn.refuse("TT_FATAL @ op.cpp:7: width\ninfo:\nToo wide\n", 0)
        except RuntimeError:
            return
        raise AssertionError("not refused")

    def place():
        ask()

    child = 1
    for turn in range(2):
        place()
        if not turn:
            child = os.fork()
    if not child:
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def child_refused():
    here()
    child = os.fork()
    if not child:
        try:
            ttnn.refuse("TT_FATAL @ op.cpp:7: width\ninfo:\nToo wide\n", 0)
        except RuntimeError:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def dies():
    here()
    raise ValueError("of its own")


class AtTheEnd:
    """Lives until Python clears its modules."""

    def __init__(self, wanted):
        self.empty, self.wanted = _ttnn.empty, wanted

    def __del__(self):
        self.empty(self.wanted)


def finalizing():
    """A call by an object that is destroyed while Python ends, and one by the library's own end
    after that."""
    here()
    sys.modules["__main__"].last = AtTheEnd(expect(None, []))
    ttnn.empty_at_the_end(expect(None, []))


def forked():
    here()
    child = os.fork()
    here()
    if child:
        assert os.waitpid(child, 0)[1] == 0


def paused():
    recorder = ctypes.CDLL(None)
    here()
    recorder.l1trace_pause()
    here()
    recorder.l1trace_resume()
    here()


def marked():
    import l1trace
    here()
    with l1trace.mark("layer 3"):
        here()
        with l1trace.mark(7):
            here()
    try:
        with l1trace.mark("raises"):
            raise KeyError
    except KeyError:
        here()


if __name__ == "__main__":
    ttnn.open_device()
    globals()[sys.argv[1]]()
    if sys.argv[1] != "finalizing":
        ttnn.close_device()
