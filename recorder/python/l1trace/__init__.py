"""Name phases of a program, and its tensors, in the trace that l1record makes of it:

    with l1trace.mark("layer 3"):
        ...
    l1trace.name(cache, "kv_cache")

Phases nest within a thread. When nothing is recorded this does nothing.

    l1trace.peak()["peak_bytes"]        of the fullest core so far

`enabled`, `path` and `flush` say whether, into which file and that now something is recorded. Tests can
have limits: see l1trace.pytest_plugin. Many ranks' traces are asked by l1trace.fleet.
"""
import contextlib
import ctypes
import os

_process = ctypes.PyDLL(None)
_process_without_gil = ctypes.CDLL(None)
_begin = getattr(_process, "l1trace_mark_begin", lambda name: None)
_end = getattr(_process, "l1trace_mark_end", lambda name: None)
_NAME = 9       # L1TRACE_NOTE_NAME


@contextlib.contextmanager
def mark(name):
    text = str(name).encode(errors="replace")
    _begin(text)
    try:
        yield
    finally:
        _end(text)


def name(tensor, name):
    """What the program calls what a tensor of ttnn holds; returns the tensor.

    `l1analyze leaks`, `at`, `uses` and `explain` show it. What has no memory on a device has no name.
    """
    try:
        if _process.l1trace_enabled():
            _name(tensor, str(name).encode(errors="replace"))
    except Exception:           # not ttnn's, or without memory; or nothing records
        pass
    return tensor


def _name(tensor, text):
    # asked for an address that it does not have, ttnn throws, which would be recorded as a failure
    if "DEVICE" not in str(tensor.storage_type()) or not tensor.is_allocated():
        return
    where = [f"type={int(tensor.memory_config().buffer_type.value)}", f"mesh={int(tensor.device().id())}"]
    address = int(tensor.buffer_address())
    string = _process.l1trace_string(text, ctypes.c_size_t(len(text)))
    if string:
        _process.l1trace_note(_NAME, ctypes.c_uint64(address), ctypes.c_uint64(string),
                              " ".join(where).encode())


def enabled():
    """Whether events are being recorded; not while recording is paused."""
    return bool(getattr(_process, "l1trace_enabled", lambda: 0)())


def path():
    """The trace that this process records into; None: nothing is recorded, or nothing was yet."""
    call = getattr(_process, "l1trace_path", None)
    if call is None:
        return None
    call.restype, call.argtypes = ctypes.c_size_t, (ctypes.c_char_p, ctypes.c_size_t)
    text = ctypes.create_string_buffer(4096)
    return os.fsdecode(text.value) if 0 < call(text, len(text)) < len(text) else None


def flush():
    """Returns when everything recorded so far is in the trace, or after a second."""
    getattr(_process_without_gil, "l1trace_flush", lambda: None)()


def peak(mark=None):
    """What the fullest core held at its worst moment so far: a row of `l1analyze peak --by device`.

    mark: only while a mark of this name lasted. None: nothing is recorded, or no device was open. Raises
    l1trace.analyzer.Refused where l1analyze does not answer.
    """
    from . import analyzer
    flush()
    trace = path()
    rows = analyzer.rows("peak", "--by", "device", *analyzer.marked(mark), trace) if trace else []
    return max(rows, key=lambda row: row["peak_bytes"], default=None)
