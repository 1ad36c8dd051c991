"""A program that starts two others at the same time: each has a device and a trace of its own."""
import subprocess
import sys

import ttnn

import truth


def work(rounds):
    with truth.opened() as device:
        kept = []
        for i in range(rounds):
            a = truth.tensor(device, [1, 1, 64 * (i + 1), 256])
            kept.append(ttnn.add(a, a, memory_config=truth.L1))
            truth.step(f"round {i}", launches=1, regions=True, alive=[a, *kept])


if len(sys.argv) > 1:
    work(int(sys.argv[1]))
else:
    children = [subprocess.Popen([sys.executable, __file__, str(n)]) for n in (3, 5)]
    work(4)
    truth.step("the others", traces=1 + len(children))
    if any(child.wait() for child in children):
        sys.exit("a child failed")
