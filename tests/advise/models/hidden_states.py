"""A model that returns all hidden states; the caller reads the last one and the first."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG


def layer(x):
    h = ttnn.layer_norm(x, memory_config=L1)
    h = ttnn.gelu(h, memory_config=L1)
    return ttnn.add(x, h, memory_config=L1)


def model(x, layers):
    states = [x]
    for _ in range(layers):
        x = layer(x)
        states.append(x)
    return states


start = ttnn.ones([1, 1, 1024, 1024], dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device,
                  memory_config=L1)
states = model(start, 6)
ttnn.from_device(states[-1])
pooled = ttnn.mean(states[0], dim=-1, memory_config=L1)
ttnn.from_device(pooled)
again = model(states[0], 2)
ttnn.close_device(device)
