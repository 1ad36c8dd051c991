"""Name phases of a program in the trace that l1record makes of it:

    with l1trace.mark("layer 3"):
        ...

Phases nest within a thread. When nothing is recorded this does nothing.
"""
import contextlib
import ctypes

_process = ctypes.PyDLL(None)
_begin = getattr(_process, "l1trace_mark_begin", lambda name: None)
_end = getattr(_process, "l1trace_mark_end", lambda name: None)


@contextlib.contextmanager
def mark(name):
    text = str(name).encode(errors="replace")
    _begin(text)
    try:
        yield
    finally:
        _end(text)
