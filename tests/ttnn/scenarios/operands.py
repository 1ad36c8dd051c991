"""Ops of many kinds, each called twice: the second time its program comes from the cache, and its
tensors lie elsewhere. The trace must tell of every tensor that they took and gave."""
import ttnn

import truth

missing = []


def ops(device):
    tiles, rows = truth.makers(device)
    L1, DRAM = truth.L1, truth.DRAM
    a, b, d = tiles(1, 1, 256, 256), tiles(1, 1, 256, 256), tiles(1, 1, 256, 256, config=DRAM)
    half = truth.cores(0, 0, 3, 1)
    high = truth.sharded("HEIGHT", half, [32, 256])
    block = truth.sharded("BLOCK", truth.cores(0, 0, 3, 3), [64, 64])
    h = ttnn.to_memory_config(a, high)
    k = ttnn.to_memory_config(a, block)
    r = rows(1, 1, 256, 256)
    image = rows(1, 1, 256, 32)
    qkv = tiles(1, 1, 64, 768)
    head = tiles(1, 4, 64, 64)
    table = rows(1, 1, 64, 256, config=DRAM)
    numbers = rows(1, 32, dtype=ttnn.uint32)
    yield "add", ttnn.add, (a, b), {"memory_config": L1}
    yield "add from dram", ttnn.add, (a, d), {"memory_config": L1}
    yield "add to dram", ttnn.add, (a, b), {"memory_config": DRAM}
    yield "add sharded", ttnn.add, (h, h), {"memory_config": high}
    yield "multiply by blocks", ttnn.multiply, (k, k), {"memory_config": block}
    yield "gelu", ttnn.gelu, (a,), {"memory_config": L1}
    yield "relu sharded", ttnn.relu, (h,), {"memory_config": high}
    yield "exp by blocks", ttnn.exp, (k,), {"memory_config": block}
    yield "where", ttnn.where, (a, b, a), {}
    yield "softmax", ttnn.softmax, (a,), {"dim": -1, "memory_config": L1}
    yield "layer_norm", ttnn.layer_norm, (a,), {"memory_config": L1}
    yield "rms_norm", ttnn.rms_norm, (a,), {"memory_config": L1}
    yield "matmul", ttnn.matmul, (a, b), {"memory_config": L1,
                                          "program_config": truth.matmul_4x4(8)}
    yield "matmul from dram", ttnn.matmul, (a, d), {"memory_config": DRAM,
                                                    "program_config": truth.matmul_4x4(8)}
    yield "matmul by blocks", ttnn.matmul, (k, b), {"memory_config": block,
                                                    "program_config": truth.matmul_4x4(8)}
    yield "sum", ttnn.sum, (a,), {"dim": -1, "memory_config": L1}
    yield "mean sharded", ttnn.mean, (h,), {"dim": -1}
    yield "to height", ttnn.to_memory_config, (a, high), {}
    yield "to blocks", ttnn.to_memory_config, (a, block), {}
    yield "to interleaved", ttnn.sharded_to_interleaved, (h, L1), {}
    yield "to dram", ttnn.to_memory_config, (h, DRAM), {}
    yield "reshard", ttnn.reshard, (k, high), {}
    yield "concat", ttnn.concat, ([a, b, d],), {"dim": 3, "memory_config": L1}
    yield "transpose", ttnn.transpose, (a, 2, 3), {}
    yield "permute", ttnn.permute, (a, (0, 1, 3, 2)), {"memory_config": L1}
    yield "slice", ttnn.slice, (a, [0, 0, 0, 0], [1, 1, 128, 256]), {}
    yield "pad", ttnn.pad, (a, [(0, 0), (0, 0), (0, 32), (0, 0)], 0.0), {}
    yield "tilize", ttnn.tilize, (r,), {"memory_config": L1}
    yield "untilize", ttnn.untilize, (a,), {"memory_config": L1}
    yield "typecast", ttnn.typecast, (a, ttnn.bfloat8_b), {"memory_config": L1}
    yield "clone", ttnn.clone, (a,), {"memory_config": L1}
    yield "embedding", ttnn.embedding, (numbers, table), {"layout": ttnn.TILE_LAYOUT,
                                                          "memory_config": L1}
    yield "argmax", ttnn.argmax, (r,), {"dim": -1}
    yield "max_pool2d", ttnn.max_pool2d, (image,), {
        "batch_size": 1, "input_h": 16, "input_w": 16, "channels": 32, "kernel_size": [3, 3],
        "stride": [2, 2], "padding": [1, 1], "dilation": [1, 1]}
    yield "heads", ttnn.experimental.nlp_create_qkv_heads, (qkv,), {
        "num_heads": 4, "num_kv_heads": 4, "memory_config": L1}
    yield "attention", ttnn.transformer.scaled_dot_product_attention, (head, head, head), {
        "is_causal": True, "memory_config": L1}


with truth.opened(l1_small_size=16384) as device:
    kept = []
    for turn in (1, 2):
        for name, op, arguments, options in ops(device):
            try:
                kept.append(truth.working(f"{name}, {turn}", op, *arguments, **options))
            except (RuntimeError, TypeError, AttributeError):   # not in this version, or otherwise
                missing.append(name)
            if len(kept) > 3:
                kept.clear()
    assert len(set(missing)) <= 6, missing
    truth.step("worked")
