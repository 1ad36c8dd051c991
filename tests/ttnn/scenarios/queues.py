"""Two command queues that wait for each other, and a trace whose buffers go before its replays."""
import ttnn

import truth

queues = 1 if truth.BOARD == "n300" else 2      # WORKER dispatch has no cores for more there

with truth.opened(num_command_queues=queues, trace_region_size=1 << 20) as device:
    a = truth.tensor(device, [1, 1, 128, 128])
    outputs = []
    for i in range(4):
        queue = i % queues
        with ttnn.command_queue(queue):
            outputs.append(ttnn.softmax(ttnn.add(a, a, memory_config=truth.L1),
                                        memory_config=truth.L1))
            event = ttnn.record_event(device, queue)
        truth.step(f"{i}: on a queue", launches=2, alive=[a, *outputs])
        ttnn.wait_for_event((i + 1) % queues, event)
        truth.step(f"{i}: the next one waits", alive=[a, *outputs])
    ttnn.synchronize_device(device)
    truth.step("finished", alive=[a, *outputs])
    trace = ttnn.begin_trace_capture(device, cq_id=0)
    b = ttnn.matmul(a, outputs[0], memory_config=truth.L1)
    c = ttnn.relu(b, memory_config=truth.L1)
    ttnn.end_trace_capture(device, trace, cq_id=0)
    truth.step("captured", launches=2, begins=1, ends=1, alive=[a, b, c, *outputs])
    del b, outputs
    ttnn.execute_trace(device, trace, cq_id=0, blocking=False)
    truth.step("replayed without b", replays=1, alive=[a, c])
    x = truth.tensor(device, [1, 1, 256, 256])
    del c
    ttnn.execute_trace(device, trace, cq_id=0, blocking=True)
    truth.step("replayed over x", replays=1, alive=[a, x])
    ttnn.release_trace(device, trace)
    truth.step("released", releases=1, alive=[a, x])
    del a, x
    truth.step("empty")
