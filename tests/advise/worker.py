"""Runs scripts, each in a child of its own, with ttnn imported once for all of them.

    l1record --mock n150 -o FOLDER/%p.l1t -- python worker.py

A line of JSON on stdin orders a run: {"script": path, "log": path, "watch": path or null}; one on
stdout says how it ended: {"pid": of the child, its trace's name, "status": 0 or what went wrong}.
With a watch, what watch.py sees is written there.

Must not know: what the scripts do.
"""
import json
import os
import sys
import traceback

import ttnn


def run(order):
    """In the child: the script as __main__, in a folder of its own name space."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    path = order["script"]
    sys.argv = [path, *order.get("arguments", ())]
    code = compile(open(path, encoding="utf-8").read(), path, "exec")
    names = {"__name__": "__main__", "__file__": path}
    if not order.get("watch"):
        exec(code, names)
        return
    import watch
    watching = watch.Watch(ttnn, path)
    sys.modules["ttnn"] = watching.module
    try:
        exec(code, names)
    finally:
        watching.write(order["watch"])


def main():
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                run(json.loads(line))
            except BaseException as error:      # the end of the script, not of the worker's loop
                traceback.print_exc()
                return 0 if isinstance(error, SystemExit) and not error.code else 1
            return 0
        _pid, status = os.waitpid(child, 0)
        print(json.dumps({"pid": child, "status": os.waitstatus_to_exitcode(status)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
