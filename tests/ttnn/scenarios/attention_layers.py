"""A transformer's attention: projections, heads, scaled dot product, a residual."""
import ttnn

import truth

with truth.opened(l1_small_size=8192) as device:
    heads, length, width = 4, 128, 256
    wqkv = truth.tensor(device, [1, 1, width, 3 * width], truth.DRAM)
    wo = truth.tensor(device, [1, 1, width, width], truth.DRAM)
    x = truth.tensor(device, [1, 1, length, width])
    truth.step("weights and input", alive=[x])
    for layer in range(2):
        fused = ttnn.linear(x, wqkv, memory_config=truth.L1)
        truth.step(f"{layer}: qkv", launches=1, regions=True, alive=[x, fused])
        q, k, v = ttnn.experimental.nlp_create_qkv_heads(
            fused, num_heads=heads, num_kv_heads=heads, transpose_k_heads=False,
            memory_config=truth.L1)
        truth.step(f"{layer}: heads", launches=1, alive=[x, fused, q, k, v])
        ttnn.deallocate(fused)
        o = ttnn.transformer.scaled_dot_product_attention(q, k, v, is_causal=True,
                                                          memory_config=truth.L1)
        truth.step(f"{layer}: attention", launches=1, regions=True, alive=[x, q, k, v, o])
        del q, k, v, fused
        o = ttnn.transformer.concatenate_heads(o, memory_config=truth.L1)
        o = ttnn.reshape(o, [1, 1, length, width])
        truth.step(f"{layer}: concatenated", launches=1, alive=[x, o])
        o = ttnn.linear(o, wo, memory_config=truth.L1)
        x = ttnn.add(x, o, memory_config=truth.L1)
        truth.step(f"{layer}: residual", launches=2, regions=True, alive=[x, o])
    del x, o
    truth.step("empty")
