"""A program that ends from one moment to the next, tensors alive: no destructor, no atexit."""
import os

import ttnn

import truth

device = truth.open_device(l1_small_size=4096)
a = truth.tensor(device, [1, 1, 256, 256])
b = ttnn.add(a, a, memory_config=truth.L1)
truth.step("alive to the end", launches=1, alive=[a, b], final=True)
os._exit(0)
