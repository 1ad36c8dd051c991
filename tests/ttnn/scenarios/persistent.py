"""Persistent space of single cores below the programs (prefetcher pipes, ttnn 0.81): programs there
start above it, and the runtime tells where they end."""
import ttnn

import truth

make = getattr(getattr(ttnn._ttnn, "prefetcher_pipe", None), "create_prefetcher_pipe_space", None)

with truth.opened() as device:
    x = truth.tensor(device, [1, 1, 256, 256], truth.DRAM)
    truth.step("x in DRAM")
    if make is None:
        truth.step("this ttnn has no prefetcher pipes")
    else:
        ring = 16384
        space = make(device, truth.cores(0, 0, 0, 0), truth.cores(1, 0, 2, 1), ring, 4)
        where = [[0, 0, 0, 0], [1, 0, 2, 1]]
        held = [[space.buffer_address(), ring, where], [space.config_address(), 1, where]]
        truth.step("a space on five cores", persistent=held)
        for name, run in (("add", lambda: ttnn.add(x, x, memory_config=truth.DRAM)),
                          ("matmul", lambda: ttnn.matmul(
                              x, x, memory_config=truth.DRAM,
                              program_config=truth.matmul_4x4(8)))):
            run()
            truth.step("runs: " + name, launches=1, regions=True, persistent=held)
            rest = truth.fill(device, ring + 1024)      # above the space, below the regions' end
            with truth.failing("clash"):
                run()
            truth.step(name + " was refused", alive=[rest], persistent=held,
                       ends_like="runs: " + name)
            del rest
        del space
        device.clear_program_cache()
        truth.step("space gone", persistent=[])
        run()
        truth.step("runs again", launches=1, regions=True, persistent=[])
