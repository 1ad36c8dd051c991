"""Name phases of a program, and its tensors, in the trace that l1record makes of it:

    with l1trace.mark("layer 3"):
        ...
    l1trace.name(cache, "kv_cache")

Phases nest within a thread. When nothing is recorded this does nothing.
"""
import contextlib
import ctypes

_process = ctypes.PyDLL(None)
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
