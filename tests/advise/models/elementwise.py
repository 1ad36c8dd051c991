"""Each op that is said to be able to write over its input does."""
import ttnn

NAMES = "the list of analyzer/advice/elementwise.c"     # models_test.py puts it here
BINARY = ("add", "div", "divide", "mul", "multiply", "sub", "subtract")

device = ttnn.open_device(device_id=0)
for name in NAMES:
    x = ttnn.ones([1, 1, 256, 256], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                  memory_config=ttnn.L1_MEMORY_CONFIG)
    before = x.buffer_address()
    inputs = (x, x) if name in BINARY else (x,)
    y = getattr(ttnn, name)(*inputs, output_tensor=x)
    if y.buffer_address() != before or x.buffer_address() != before:
        raise SystemExit(f"ttnn.{name} wrote elsewhere")
ttnn.close_device(device)
