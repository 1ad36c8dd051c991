"""ttnn-visualizer on this machine's loopback, and what its page "Peak composition" reckons.

Needs nothing of l1trace: it asks a running viewer for a report's operations and buffers, and sums
up what the viewer's page sums up, from its description in its own code:

- An op begins with what the op before left. Each node of its graph changes that: buffers by their
  address, circular buffers (but those that lie in a buffer) by theirs.
- Then the table of buffers replaces what is held, and the circular buffers of the op are gone.
- The most of all this is the op's peak. L1 and L1_SMALL count, for all chips and cores together.
"""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

BUFFER_TYPES = {"L1": 1, "L1_SMALL": 3}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Viewer:
    """One server. Reports are opened by their folder; requests are bounded in time."""

    def __init__(self, python, port):
        self.url = f"http://127.0.0.1:{port}"
        self.python, self.port = python, port

    def ask(self, path, data=None, seconds=120):
        request = urllib.request.Request(self.url + path, headers={"Content-Type": "application/json"},
                                         data=None if data is None else json.dumps(data).encode())
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return json.loads(answer.read().decode() or "null")

    def open(self, folder):
        """-> the number by which further questions name the report."""
        answer = self.ask("/api/instance/local-paths", {"profiler_path": str(pathlib.Path(folder).resolve())})
        return answer["instance_id"]

    def get(self, instance, what, **more):
        words = "".join(f"&{name}={value}" for name, value in more.items())
        return self.ask(f"/api/{what}?instanceId={instance}{words}")

    def status(self, instance, what):
        try:
            self.get(instance, what)
            return 200
        except urllib.error.HTTPError as error:
            return error.code


def ready(viewer, process):
    """Bounded: it takes seconds, on a busy machine a minute."""
    for _ in range(600):
        if process.poll() not in (None, 0):
            return False
        try:
            viewer.ask("/api/system-capabilities", seconds=5)
            return True
        except (OSError, ValueError):
            time.sleep(0.5)
    return False


@contextlib.contextmanager
def running(python):
    """A viewer, ended with all processes that it started: they are a session of their own."""
    with tempfile.TemporaryDirectory() as folder:
        viewer = Viewer(python, free_port())
        environment = {**os.environ, "APP_DATA_DIRECTORY": folder, "REPORT_DATA_DIRECTORY": f"{folder}/data",
                       "HOME": folder, "USAGE_RECORDING_DISABLED": "true", "LAUNCH_BROWSER_ON_START": "false"}
        with open(f"{folder}/log", "w+b") as log:
            process = subprocess.Popen(
                [str(pathlib.Path(python).parent / "ttnn-visualizer"), "--host", "127.0.0.1",
                 "--port", str(viewer.port)], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True)
            try:
                if not ready(viewer, process):
                    log.seek(0)
                    raise RuntimeError("it does not start: " + log.read().decode(errors="replace")[-2000:])
                yield viewer
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(20)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def number(value):
    return None if value is None else int(value)


def held_by(buffers, tensors):
    """-> the bytes of what the table of buffers says is held."""
    tensors.clear()
    for b in buffers:
        if b["buffer_type"] in BUFFER_TYPES.values():
            tensors[b["address"]] = b["size"]


def change(node, tensors, cbs):
    params = node.get("params") or {}
    kind = node["node_type"]
    if kind == "circular_buffer_deallocate_all":
        cbs.clear()
    elif kind == "circular_buffer_allocate":
        if int(params["globally_allocated"]) != 1:
            cbs[int(params["address"])] = int(params["size"])
    elif kind in ("buffer_allocate", "buffer_deallocate") and params["type"] in BUFFER_TYPES:
        if kind == "buffer_allocate":
            tensors[int(params["address"])] = int(params["max_size_per_bank"])
        else:
            tensors.pop(int(params["address"]), None)


def peak_composition(operations, operation_buffers):
    """-> {operation id: bytes}, as the page has them."""
    snapshots = {}
    for row in operation_buffers:
        snapshots.setdefault(row["id"], []).extend(row["buffers"])
    peaks, tensors, cbs = {}, {}, {}
    for operation in operations:
        most = sum(tensors.values())
        for node in operation["device_operations"] or []:
            change(node, tensors, cbs)
            most = max(most, sum(tensors.values()) + sum(cbs.values()))
        held_by(snapshots.get(operation["id"], []), tensors)
        peaks[operation["id"]] = max(most, sum(tensors.values()) + sum(cbs.values()))
        cbs.clear()
    return peaks


def peaks_of(viewer, instance, **more):
    buffers = [row for kind in BUFFER_TYPES.values()
               for row in viewer.get(instance, "operation-buffers", buffer_type=kind, **more)]
    return peak_composition(viewer.get(instance, "operations", **more), buffers)
