"""Threads that allocate at the same time, and free what others allocated."""
import queue
import threading

import ttnn

import truth

COUNT, ROUNDS = 4, 25
launching = threading.Lock()    # ttnn's program cache is not made for threads
errors = []


def work(index, inbox, outbox, device):
    try:
        for i in range(ROUNDS):
            truth.mark(f"thread {index} round {i}")
            a = truth.tensor(device, [1, 1, 32 * (index + 1), 64 * (i % 5 + 1)])
            with launching:
                b = ttnn.add(a, a, memory_config=truth.L1)
            outbox.put(a)
            del a, b
            inbox.get(timeout=60)
    except BaseException as error:
        errors.append(error)


with truth.opened(l1_small_size=4096) as device:
    for turn in range(3):
        boxes = [queue.SimpleQueue() for _ in range(COUNT)]
        threads = [threading.Thread(target=work, name=f"worker {i}",
                                    args=(i, boxes[i], boxes[(i + 1) % COUNT], device))
                   for i in range(COUNT)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        truth.step(f"turn {turn}", launches=COUNT * ROUNDS, regions=True)
        del boxes, threads
        truth.step(f"turn {turn} empty")
