#!/usr/bin/env python3
"""What an op costs with its call site: a real Python calls the stand-in runtime with the preload
library, minus the same without it, alternately. Copied beside the package it uses.

    callsite_bench.py FOLDER            prints name,value,unit lines

The op is that of hook_op, at the same pace, called from 16 frames of the user's. 10 stay, as those of a
program, its trainer and the modules that loop, and 6 are entered anew for each op, as those of modules
in modules. Its time is from before the first of the 6 to after it, so that frames made for us and
freed by Python count.
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PRELOAD = HERE.parent.parent / "lib" / "libl1trace-ttmetal.so"
GAP_NS = 3700
STAYING, FRESH = 10, 6          # frames


def find_python():
    """A Python that ttnn has wheels for, if there is one."""
    root = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv")
    for path in (os.environ.get("L1TRACE_PYTHON"), shutil.which("python3.12"),
                 *map(str, root.glob("versions/3.12.*/bin/python3")), shutil.which("python3.10"),
                 *map(str, root.glob("versions/3.10.*/bin/python3"))):
        if path and not subprocess.run([path, "-c", ""], stderr=subprocess.DEVNULL).returncode:
            return path
    return sys.executable


class Module:
    """Calls the module in it, or the op."""

    def __init__(self, inner):
        self.inner = inner

    def forward(self):
        self.inner()


def staying(depth, loop):
    if depth:
        staying(depth - 1, loop)
    else:
        loop()


def child(ops):
    import ttnn
    from ttnn._ttnn import done, mean, wait

    block = ttnn.add
    for _ in range(FRESH):
        block = Module(block).forward

    def loop():
        for _ in range(ops):
            wait(GAP_NS)
            block()
            done()

    ttnn.open_device()
    staying(STAYING - 4, loop)          # <module>, child, staying .., loop
    print(mean())


def measure(python, ops, folder, **environment):
    trace = pathlib.Path(folder) / "callsite.l1t"
    done = subprocess.run([python, "-B", __file__, "--child", str(ops)], check=True, text=True,
                          stdout=subprocess.PIPE,
                          env=dict(os.environ, L1TRACE=str(trace), **environment))
    for path in trace.parent.glob(trace.name + "*"):
        path.unlink()
    return float(done.stdout)


def main(folder):
    quick = os.environ.get("L1TRACE_BENCH_QUICK")
    runs, ops = (1, 1000) if quick else (7, 40000)
    python, taken = find_python(), []
    for _ in range(runs):
        bare = measure(python, ops, folder)
        without = measure(python, ops, folder, LD_PRELOAD=str(PRELOAD), L1TRACE_CALLSITE="0")
        sites = measure(python, ops, folder, LD_PRELOAD=str(PRELOAD), L1TRACE_MARK="0")
        whole = measure(python, ops, folder, LD_PRELOAD=str(PRELOAD))
        taken.append((bare, without - bare, sites - bare, whole - sites))
    for name, values in zip(("hook_op_python_bare", "hook_op_python", "hook_op_callsite",
                             "hook_op_modules"), zip(*taken)):
        print(f"{name},{statistics.median(values):.2f},ns")


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(int(sys.argv[2]))
    else:
        main(sys.argv[1])
