"""What a call site says of frames: file, line, and the function's name with that of its class."""
import gc
import types


def name(code):
    """Since 3.11 Python knows it; before, that of a method is what its function says."""
    if hasattr(code, "co_qualname"):
        return code.co_qualname
    if code.co_varnames[:1] in (("self",), ("cls",)):
        for f in gc.get_referrers(code):
            if isinstance(f, types.FunctionType):
                return f.__qualname__
    return code.co_name


def through(walked):
    """Of pairs of frame and line, as traceback.walk_stack() and walk_tb() give them."""
    return [[f.f_code.co_filename, line, name(f.f_code)] for f, line in walked]
