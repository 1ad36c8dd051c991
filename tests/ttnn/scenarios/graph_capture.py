"""The runtime's own graph capture: one that runs everything, one that only pretends. What it
pretends to place takes nothing, also when it is freed after the capture."""
import ttnn

import truth

graph = ttnn._ttnn.graph

with truth.opened() as device:
    x = truth.tensor(device, [1, 1, 128, 128])
    truth.step("x", alive=[x])
    for mode, launches in ((graph.RunMode.NORMAL, 2), (graph.RunMode.NO_DISPATCH, 0)):
        graph.begin_graph_capture(mode)
        y = ttnn.matmul(x, x, memory_config=truth.L1)
        z = ttnn.add(y, x, memory_config=truth.L1)
        truth.step(f"{mode}: two ops", launches=launches, regions=True, alive=[x])
        w = truth.tensor(device, [1, 1, 256, 256])
        del y
        truth.step(f"{mode}: y has gone, a tensor came", alive=[x])
        graph.end_graph_capture()
        v = ttnn.add(x, x, memory_config=truth.L1)
        truth.step(f"{mode}: an add after it", launches=1, regions=True, alive=[x, v])
        del z, w
        truth.step(f"{mode}: all of it gone", alive=[x, v])
        del v
    del x
    truth.step("empty")
