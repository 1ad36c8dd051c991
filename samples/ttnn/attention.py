"""One attention block of a transformer, heads in L1, decoded twice: the second time every program
comes from the cache."""
import ttnn

LENGTH, WIDTH, HEADS = 256, 512, 8

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def weights(*shape):
    return ttnn.ones(shape, dtype=ttnn.bfloat8_b, layout=ttnn.TILE_LAYOUT, device=device)


wqkv, wo = weights(1, 1, WIDTH, 3 * WIDTH), weights(1, 1, WIDTH, WIDTH)


def attention(x):
    fused = ttnn.linear(ttnn.rms_norm(x, memory_config=L1), wqkv, memory_config=L1)
    q, k, v = ttnn.experimental.nlp_create_qkv_heads(
        fused, num_heads=HEADS, num_kv_heads=HEADS, transpose_k_heads=False, memory_config=L1)
    ttnn.deallocate(fused)
    o = ttnn.transformer.scaled_dot_product_attention(q, k, v, is_causal=True, memory_config=L1)
    o = ttnn.experimental.nlp_concat_heads(o, memory_config=L1)
    return ttnn.add(x, ttnn.linear(o, wo, memory_config=L1), memory_config=L1)


x = ttnn.ones([1, 1, LENGTH, WIDTH], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
              memory_config=L1)
for _ in range(2):
    x = attention(x)
ttnn.deallocate(x)
ttnn.close_device(device)
