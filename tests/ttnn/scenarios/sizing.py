"""Ops that look at how much L1 is free, and size themselves by it: where much is free, and where little
is, in pieces. What they were told is in the trace."""
import importlib.metadata

import ttnn

import truth

MANY = 64       # tensors, more than there is room for
NOT_IN_0_77 = importlib.metadata.version("ttnn") != "0.77.0"     # a debugger sees these ask in 0.79.0, not there


def ops(device):
    """(what it does, op, does it ask, whatever it works on?, call)"""
    L1, DRAM = truth.L1, truth.DRAM
    a, b = (truth.tensor(device, [1, 1, 256, 256], DRAM) for _ in range(2))
    long = truth.tensor(device, [1, 1, 32, 32 * 300], DRAM)
    rows = truth.rows(device, [1, 1, 64, 256], DRAM)
    image = truth.rows(device, [1, 1, 256, 32], DRAM)
    weight = ttnn.zeros([32, 32, 3, 3], dtype=ttnn.bfloat16)
    index = truth.tensor(device, [1, 1, 32, 64], DRAM, dtype=ttnn.uint32)
    yield "matmul", ttnn.matmul, True, lambda: ttnn.matmul(a, b, memory_config=L1)
    yield "linear", ttnn.linear, True, lambda: ttnn.linear(a, b, memory_config=L1)
    yield "layer_norm", ttnn.layer_norm, False, lambda: ttnn.layer_norm(long, memory_config=DRAM)
    yield "rms_norm", ttnn.rms_norm, False, lambda: ttnn.rms_norm(long, memory_config=DRAM)
    yield "gather", ttnn.gather, False, lambda: ttnn.gather(a, 3, index, memory_config=DRAM)
    yield "untilize", ttnn.untilize, NOT_IN_0_77, lambda: ttnn.untilize(long, memory_config=DRAM)
    yield "to_layout", ttnn.to_layout, NOT_IN_0_77, lambda: ttnn.to_layout(long, ttnn.ROW_MAJOR_LAYOUT)
    yield "tilize", ttnn.tilize, True, lambda: ttnn.tilize(rows, memory_config=DRAM)
    yield "conv2d", ttnn.conv2d, True, lambda: ttnn.conv2d(
        input_tensor=image, weight_tensor=weight, in_channels=32, out_channels=32, batch_size=1,
        input_height=16, input_width=16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1),
        dilation=(1, 1), groups=1, device=device)


def run(device, where):
    for what, op, asks, call in ops(device):
        name = op.python_fully_qualified_name
        said = {"asks": [name] if asks else [], "sizing": [what, name]}
        try:
            kept = call()
        except RuntimeError as error:
            frames = truth.raised(error)
            truth.step(f"{what} was refused, {where}", at=frames[-1][:2], failure={
                "kind": truth.refusal(str(error)), "text": str(error), "frames": frames})
            continue
        truth.step(f"{what}, {where}", **said)
        del kept


def fill(device, bytes_left):
    """Tensors until only this much of a bank is free, some of it in holes."""
    kept = []
    for _ in range(MANY):
        free = truth.memory(device, ttnn.BufferType.L1)["free"]
        kept.append(truth.tensor(device, [1, 1, 1024, 1024]))
        if free - truth.memory(device, ttnn.BufferType.L1)["free"] > free - 2 * bytes_left:
            break
    del kept[len(kept) // 3], kept[len(kept) // 2]
    return kept


with truth.opened(l1_small_size=32768) as device:
    run(device, "much is free")
    kept = fill(device, 200 * 1024)
    truth.step("filled")
    device.clear_program_cache()
    run(device, "little is free")
