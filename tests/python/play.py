"""Plays one scenario on the stand-in and prints, in one JSON line for each buffer, what its call
site must be.

    play.py SCENARIO

Each buffer has a size of its own, by which it is found in the trace. This program knows nothing of
a recorder.
"""
import ctypes
import functools
import json
import os
import sys
import threading
import traceback
import types
import weakref

import ttnn
from ttnn import _ttnn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ttnn"))
from qualified import through  # noqa: E402  (tests/ttnn)

size = 0
lock = threading.Lock()


def stack():
    """All frames from the caller on, innermost first."""
    return through(traceback.walk_stack(sys._getframe(1)))


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


def small_stacks():
    """Threads with as little room as Python allows."""
    class Block:
        def forward(self):
            ttnn.empty(sizes.pop())

    sizes = [expect("ttnn.empty", []) for _ in range(2)]
    before = threading.stack_size(32768)
    workers = [threading.Thread(target=Block().forward) for _ in sizes]
    for worker in workers:
        worker.start()
        worker.join()
    threading.stack_size(before)


def descend(depth):
    if depth:
        descend(depth - 1)
    else:
        here()


def left(depth):
    descend(depth)


def right(depth):
    descend(depth)


def deep():
    """Call sites that differ in their outermost frames only, while inner frames lie where those of the
    call before were. Frames: here, 19 of descend, and left or right."""
    for _ in range(20):
        left(18)
        right(18)
        right(17)


def turn(path, depth):
    """Each bit of the path is a line by which the next frame is entered."""
    if not depth:
        here()
    elif path >> depth - 1 & 1:
        turn(path, depth - 1)
    else:
        turn(path, depth - 1)


def paths():
    for path in range(1 << 10):
        turn(path, 10)


def recursion():
    """Of 500 frames of one function the innermost are kept."""
    for depth in (500, 499, 500, 30, 31, 62, 63, 500):
        descend(depth)


class Block:
    def forward(self):
        here()

    def __call__(self):
        self.forward()

    def in_closure(self):
        def with_self():
            return self
        here()
        return with_self

    @classmethod
    def made(cls):
        here()
        return cls()

    @staticmethod
    def alone():
        here()

    @property
    def value(self):
        here()
        return 1

    def around(function):
        @functools.wraps(function)
        def wrapper(*arguments):
            return function(*arguments)
        return wrapper

    @around
    def wrapped(self):
        here()

    def deleted(self):
        del self
        here()


class Attention(Block):
    class Inner:
        def forward(self):
            here()

    def forward(self):
        super().forward()
        self.Inner().forward()
        here()


def methods():
    """Names of methods have the class that defines them."""
    for _ in range(6):
        for block in (Attention.made(), Block.made()):    # inherited ones first
            block()
            block.wrapped()
            block.alone()
            assert block.value


def methods_without_self():
    """No function can be found by what is in the frame."""
    for _ in range(6):
        Block().deleted()
        Block().in_closure()


def generators():
    """A frame that stays while those outside of it change."""
    def steps():
        while True:
            here()
            yield

    def inner():
        yield from steps()

    async def waits(other):
        here()
        await other

    @types.coroutine
    def suspends():
        while True:
            here()
            yield

    def once(g):
        g.send(None)

    def twice(g):
        once(g)
        next(g) if hasattr(g, "__next__") else g.send(None)

    made = [steps(), inner(), waits(suspends())]
    for _ in range(8):
        for g in made:
            once(g)
            twice(g)
    [list(here() or n for n in range(3)) for _ in range(3)]


def callbacks():
    """C code lies between frames."""
    for _ in range(6):
        sorted([2, 1], key=lambda n: here() or n)
        list(map(lambda n: here(), "ab"))
        functools.reduce(lambda a, b: here(), "abc")


def traced():
    """Python's own tools look at the same frames."""
    sys.settrace(lambda *_: None)
    sys.setprofile(lambda *_: None)
    methods()
    sys.settrace(None)
    sys.setprofile(None)
    deep()


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
        frames = [f for f in reversed(through(traceback.walk_tb(error.__traceback__)))
                  if not f[0].startswith(package)]
        frames += stack()[1:]
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
