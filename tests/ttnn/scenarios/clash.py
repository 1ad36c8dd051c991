"""Programs meet buffers. Each operation runs once with all space free; then, with almost none left,
the runtime refuses it and tells where its regions end: what the trace said of the first run must
have ended there too. The first refusals come from the program cache, the last are compiled anew."""
import ttnn

import truth

with truth.opened(l1_small_size=4096) as device:
    x = truth.tensor(device, [1, 1, 256, 256], truth.DRAM)
    index = truth.rows(device, [1, 64], truth.DRAM, ttnn.uint32)
    table = truth.rows(device, [512, 96], truth.DRAM)
    q = truth.tensor(device, [1, 4, 128, 64], truth.DRAM)
    truth.step("inputs in DRAM")
    operations = {
        "add": lambda: ttnn.add(x, x, memory_config=truth.DRAM),
        "matmul": lambda: ttnn.matmul(x, x, memory_config=truth.DRAM,
                                      program_config=truth.matmul_4x4(8)),
        "softmax": lambda: ttnn.softmax(x, dim=-1, memory_config=truth.DRAM),
        "gelu": lambda: ttnn.gelu(x, memory_config=truth.DRAM),
        "transpose": lambda: ttnn.transpose(x, -2, -1, memory_config=truth.DRAM),
        "typecast": lambda: ttnn.typecast(x, ttnn.bfloat8_b, memory_config=truth.DRAM),
        "embedding": lambda: ttnn.embedding(index, table, memory_config=truth.DRAM),
        "concat": lambda: ttnn.concat([x, x], dim=-1, memory_config=truth.DRAM),
        "sum": lambda: ttnn.sum(x, dim=-1, memory_config=truth.DRAM),
        "attention": lambda: ttnn.transformer.scaled_dot_product_attention(q, q, q, is_causal=True),
    }
    for name, run in operations.items():
        run()
        truth.step("runs: " + name, launches=1, regions=True)
    for again in ("cached", "compiled"):
        for name, run in operations.items():
            if again == "compiled":
                device.clear_program_cache()
            rest = truth.fill(device, 64)
            truth.step(f"{again}, full before {name}", alive=[rest])
            with truth.failing("clash"):
                run()
            truth.step(f"{again}: {name} was refused", alive=[rest], ends_like="runs: " + name)
            del rest
    # a buffer in the way that lives on one core only: the runtime reserves it on all
    rest = truth.fill(device, 64)
    config = truth.sharded("HEIGHT", truth.cores(0, 0, 0, 0), [32, 32])
    one = truth.tensor(device, [1, 1, 32, 32], truth.DRAM)
    with truth.failing("clash"):
        ttnn.relu(one, memory_config=truth.DRAM)
    del rest
    ttnn.relu(one, memory_config=truth.DRAM)
    truth.step("with room it runs", launches=1, regions=True)
