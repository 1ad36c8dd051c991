"""The part of ttnn that a user sees, on the stand-in for TT-Metal. An op is a callable object that
calls the extension module, as in the real package."""
from ttnn import _ttnn
from ttnn._ttnn import calling, close_device, empty_at_the_end, open_device
from ttnn.decorators import FastOperation

empty = FastOperation("ttnn.empty", _ttnn.empty)
empty_held = FastOperation("ttnn.empty_held", _ttnn.empty_held)
empty_in_thread = FastOperation("ttnn.empty_in_thread", _ttnn.empty_in_thread)
tensor = FastOperation("ttnn.tensor", _ttnn.tensor)
add = FastOperation("ttnn.add", _ttnn.add)
deallocate = FastOperation("ttnn.deallocate", _ttnn.deallocate)
refuse = FastOperation("ttnn.refuse", _ttnn.refuse)
refuse_threaded = FastOperation("ttnn.refuse_threaded", _ttnn.refuse_threaded)
# an op made of ops
linear = FastOperation("ttnn.linear", lambda *arguments: (empty(*arguments), add()))
