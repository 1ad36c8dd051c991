"""Beams that are copied, scored on the host, and of which one goes on."""
import ttnn

device = ttnn.open_device(device_id=0)
L1 = ttnn.L1_MEMORY_CONFIG

start = ttnn.empty([1, 1, 1024, 1024], ttnn.bfloat16, ttnn.TILE_LAYOUT, device, L1)
best = ttnn.clone(start, memory_config=L1)
history = []
for step in range(3):
    beams = [ttnn.clone(best, memory_config=L1) for _ in range(3)]
    scored = [ttnn.exp(beam, memory_config=L1) for beam in beams]
    for one in scored:
        one.cpu()
    best = scored[step]
    history.append(beams[0])
ttnn.from_device(best)
ttnn.close_device(device)
