"""What a scenario knows for certain, from the runtime itself.

A scenario calls step() after everything it does. That asks ttnn for the state of each open device
and appends one JSON line to the file L1TRACE_TRUTH; a mark of the same name goes into the trace.
Without the preload library (no l1trace_mark_begin in the process) there are no marks; without
L1TRACE_TRUTH there are no lines. check.py compares the two. Scenarios contain no numbers of bytes.
"""
import contextlib
import ctypes
import json
import os
import pathlib
import sys
import threading
import traceback

import ttnn

from qualified import through

BOARD = os.environ.get("L1TRACE_TEST_BOARD") or os.environ.get("L1TRACE_MOCK", "n150")
L1 = ttnn.L1_MEMORY_CONFIG
DRAM = ttnn.DRAM_MEMORY_CONFIG

_process = ctypes.CDLL(None)
_lock = threading.Lock()
_meshes = []
_sites = []
_count = 0
_phase = None
_pid = os.getpid()


def _mark(name):
    try:
        _process.l1trace_mark_begin(name.encode())
        _process.l1trace_mark_end(name.encode())
    except AttributeError:
        pass


def _write(line):
    path = os.environ.get("L1TRACE_TRUTH")
    if path:
        line = dict(pid=os.getpid(), **line)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(file, (json.dumps(line) + "\n").encode())
        os.close(file)


def memory(device, kind):
    """One allocator, as the runtime describes it; blocks are (offset in the bank, size)."""
    view = ttnn.get_memory_view(device, kind)
    blocks = [(int(b["address"]), int(b["size"])) for b in view.block_table
              if b["allocated"] == "yes"]
    return {"banks": view.num_banks, "bank_bytes": view.total_bytes_per_bank,
            "allocated": view.total_bytes_allocated_per_bank,
            "free": view.total_bytes_free_per_bank,
            "largest": view.largest_contiguous_bytes_free_per_bank, "blocks": sorted(blocks)}


def describe(device):
    grid = device.compute_with_storage_grid_size()
    return {"mesh": device.id(), "chips": list(device.get_device_ids()), "grid": [grid.x, grid.y],
            "cache": device.num_program_cache_entries(),
            "l1": memory(device, ttnn.BufferType.L1),
            "l1_small": memory(device, ttnn.BufferType.L1_SMALL),
            "dram": memory(device, ttnn.BufferType.DRAM),
            "dram": memory(device, ttnn.BufferType.DRAM)}


def where():
    """Innermost line of the scenario itself."""
    frame = sys._getframe()
    while frame.f_code.co_filename == __file__ or "contextlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return [frame.f_code.co_filename, frame.f_lineno]


def own_addresses(tensor):
    """[chip, x, y, address] of each core of a tensor that has addresses of its own."""
    assert tensor.is_per_core_allocated()
    device, found = tensor.device(), []
    cores = [ttnn.CoreCoord(x, y) for grid in tensor.memory_config().shard_spec.grid.ranges()
             for x in range(grid.start.x, grid.end.x + 1)
             for y in range(grid.start.y, grid.end.y + 1)]
    for i, chip in enumerate(device.get_device_ids()):
        where = ttnn.MeshCoordinate(0, i)
        found += [[chip, core.x, core.y, tensor.experimental_per_core_buffer_address(where, core)]
                  for core in cores]
    return found


def step(name, launches=0, regions=False, alive=(), per_core=None, **more):
    """The present state of all open devices.

    launches: how many the trace must hold at least since the previous step, regions: each of them
    with regions of its own; alive: tensors that are known to be live; per_core: all of those that
    have addresses of their own on each core; purposes: how many buffers are live for each purpose;
    modules: how often each was called so far, of all of these classes;
    tensors: what ttnn said (said_of) of the first tensors over buffers that live; variables: what the
    program calls what they hold, in the end (named).
    """
    global _count, _pid
    with _lock:
        if _pid != os.getpid():
            _pid, _count = os.getpid(), 0
        _count += 1
        name = f"{_count} {name}"
        alive = [t for t in alive if t.memory_config().buffer_type != ttnn.BufferType.DRAM]
        if _phase:
            more["phase"] = _phase
        addresses = [[t.device().id(), t.buffer_address()] for t in alive]
        grids = [[t.device().id(), t.buffer_address(),
                  [[r.start.x, r.start.y, r.end.x, r.end.y]
                   for r in t.memory_config().shard_spec.grid.ranges()]]
                 for t in alive if t.memory_config().shard_spec]
        if per_core is not None:
            more["per_core"] = sorted(sum(map(own_addresses, per_core), []))
        _mark(name)
        _write({"step": name, "at": where(), "devices": [describe(d) for d in _meshes],
                "launches": launches, "regions": regions, "alive": addresses, "grids": grids,
                "sites": list(_sites), **more})
        _sites.clear()


@contextlib.contextmanager
def phase(name, number):
    """A pass of a phase, marked as users mark it. Steps in it say so; one step is right before it."""
    global _phase
    try:
        from l1trace import mark as marked
    except ImportError:
        marked = contextlib.nullcontext
    step(f"before {name} {number}")
    with marked(name):
        _phase = [name, number]
        yield
        _phase = None


def calling(op, *arguments, **options):
    """Calls op; its buffers and launches until the next step must name it."""
    return (_sites.append(site(op)), op(*arguments, **options))[1]


def _on_device(found, things):
    """Adds [mesh, address, kind] of each tensor on a device among these, also in lists and dicts."""
    for thing in things:
        if isinstance(thing, ttnn.Tensor):
            if ttnn.is_tensor_storage_on_device(thing) and thing.is_allocated():
                kind = str(thing.memory_config().buffer_type).rsplit(".", 1)[-1].lower()
                found.append([thing.device().id(), thing.buffer_address(), kind])
        elif isinstance(thing, (list, tuple, dict)):
            _on_device(found, thing.values() if isinstance(thing, dict) else thing)
    return found


def named(tensors):
    """[name, mesh, address, kind] of tensors, or lists of them, by what the program calls them."""
    return [[name, *where] for name, found in tensors.items() for where in _on_device([], [found])]


def said_of(tensor):
    """What ttnn says of a tensor on a device, in plain words and numbers."""
    def word(value):
        return str(value).rsplit(".", 1)[-1].lower()

    config = tensor.memory_config()
    # of a tensor that was given one kind of spec, ttnn may make up the other
    shards = config.shard_spec or config.nd_shard_spec
    shape = shards and list(getattr(shards, "shape", None) or shards.shard_shape)
    return {"mesh": tensor.device().id(), "address": tensor.buffer_address(),
            "kind": word(config.buffer_type), "shape": list(tensor.shape),
            "padded_shape": list(tensor.padded_shape), "dtype": word(tensor.dtype),
            "page_layout": word(tensor.layout).replace("_", " "),
            "memory_layout": word(config.memory_layout).replace("_", " "),
            "shard_shape": shape, "shard_order": shards and word(shards.orientation),
            "shard_grid": shards and [[r.start.x, r.start.y, r.end.x, r.end.y]
                                      for r in shards.grid.ranges()]}


def working(name, op, *arguments, **options):
    """Calls op; the trace must name each tensor on a device that it read or returned."""
    operands = _on_device([], (arguments, options))
    _mark("begin " + name)
    result = op(*arguments, **options)
    new = [t for t in (result if isinstance(result, (list, tuple)) else [result]) if _owns(t)
           and [t.device().id(), t.buffer_address()] not in [o[:2] for o in operands]]
    step("end " + name, works=name, operands=operands, results=_on_device([], [result]),
         tensors=[said_of(t) for t in new])
    return result


def freed_by(tensor, line, function):
    """What the trace must say of this tensor's free, for step(frees=[..])."""
    return [*_on_device([], [tensor])[0], sys._getframe(1).f_code.co_filename, line, function]


def site(op):
    """The caller's line and what it calls, on this thread."""
    return {"tid": threading.get_native_id(),
            "frames": through(traceback.walk_stack(sys._getframe(1))),
            "op": getattr(op, "python_fully_qualified_name", None)}


def raised(error):
    """Frames between the handler and the call that threw, innermost first, without ttnn's."""
    package = os.path.dirname(ttnn.__file__) + os.sep
    return [[file, line, name]
            for file, line, name in reversed(through(traceback.walk_tb(error.__traceback__)))
            if name not in ("failing", "every") and not file.startswith(package)]


def open_device(name="opened", **options):
    """The board's device as users open it: on n300 a mesh of both chips, WORKER dispatch; on a galaxy
    one of all chips."""
    if BOARD == "n300":
        options.setdefault("dispatch_core_config",
                           ttnn.DispatchCoreConfig(ttnn.DispatchCoreType.WORKER))
        device = ttnn.open_mesh_device(ttnn.MeshShape(1, 2), **options)
    elif BOARD == "galaxy":
        device = ttnn.open_mesh_device(ttnn.MeshShape(4, 8), **options)
    else:
        device = ttnn.open_device(device_id=0, **options)
    watch(device)
    step(name)
    return device


def watch(device):
    """From now on steps report this device (a submesh), too."""
    _meshes.append(device)


def forget(device):
    """Reports for the last time a submesh that is closed with its parent."""
    _meshes.remove(device)


def compiled():
    """RISCs for which each kernel was compiled, from the folders of the runtime's cache."""
    riscs = {}
    for folder in pathlib.Path(os.environ.get("TT_METAL_CACHE", ".")).glob("*/kernels/*/*/*risc*"):
        riscs.setdefault(folder.parent.parent.name, set()).add(folder.name)
    return {name: sorted(found) for name, found in riscs.items()}


def close_device(device, name="closed", submeshes=()):
    """Closes the device; what the allocator still held must be left over in the trace."""
    closing = (device, *submeshes)      # those that are still open end with it
    step("before " + name, closing=[d.id() for d in closing], compiled=compiled())
    for gone in closing:
        _meshes.remove(gone)
    mesh = device.id()
    ttnn.close_mesh_device(device)
    step(name, closed=mesh)


@contextlib.contextmanager
def opened(**options):
    device = open_device(**options)
    yield device
    close_device(device)


@contextlib.contextmanager
def failing(kind, always=True):
    """The runtime must refuse what is inside; its text becomes part of the truth.

    always=False: not every version refuses.
    """
    try:
        yield
    except RuntimeError as error:
        text, frames = str(error), raised(error)
    else:
        if always:
            raise AssertionError(f"the runtime did not refuse ({kind})")
        step("did not refuse " + kind)
        return
    step("refused " + kind, failure={"kind": kind, "text": text, "frames": frames},
         at=frames[-1][:2])


def refusal(text):
    """Kind of failure that a text of the runtime describes, or None."""
    for kind, words in (("oom", "Out of Memory: Not enough space"),
                        ("clash", "clash with L1 buffers"), ("too_big", "beyond max L1 size")):
        if words in text:
            return kind
    return "refused" if text.startswith(("TT_FATAL", "TT_THROW")) else None


def _owns(thing):
    """Whether it is a tensor that was made over memory of its own, as far as its caller can tell."""
    return isinstance(thing, ttnn.Tensor) and ttnn.is_tensor_storage_on_device(thing) \
        and thing.is_allocated()


def every(ops, views=()):
    """Runs ops one by one: (name, call); `views` names those that return older memory. Reports the
    state after each, and after its result is freed. A refusal becomes part of the truth; an op that this version lacks, or calls differently,
    is skipped. Most must run, or be refused for lack of memory."""
    passed_over = []
    for name, call in ops:
        try:
            kept = call()   # lives until after the step
        except (RuntimeError, TypeError, AttributeError) as error:
            kind, frames = refusal(str(error)), raised(error)
            if kind == "refused":
                passed_over.append(name)
            if kind:
                step(f"{name} was refused", at=frames[-1][:2],
                     failure={"kind": kind, "text": str(error), "frames": frames})
            else:
                passed_over.append(name)
                step(f"{name} is passed over")
            continue
        step(name, tensors=[said_of(kept)] if _owns(kept) and name not in views else [])
        del kept
        step(f"{name}: gone")
    assert len(passed_over) <= len(ops) // 4, passed_over


def tensor(device, shape, memory_config=L1, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT):
    return ttnn.empty(shape, dtype, layout, device, memory_config)


def rows(device, shape, memory_config=L1, dtype=ttnn.bfloat16):
    """A row-major tensor."""
    return tensor(device, shape, memory_config, dtype, ttnn.ROW_MAJOR_LAYOUT)


def makers(device):
    """Makers of tensors in tiles and in rows: (*shape, config=.., dtype=..)."""
    def tiles(*shape, config=L1, dtype=ttnn.bfloat16):
        return tensor(device, shape, config, dtype)

    def by_rows(*shape, config=L1, dtype=ttnn.bfloat16):
        return rows(device, shape, config, dtype)

    return tiles, by_rows


def cores(x0, y0, x1, y1):
    return ttnn.CoreRangeSet({ttnn.CoreRange(ttnn.CoreCoord(x0, y0), ttnn.CoreCoord(x1, y1))})


def sharded(strategy, grid, shape, kind=ttnn.BufferType.L1):
    """strategy: HEIGHT, WIDTH or BLOCK; shape of one shard."""
    return ttnn.MemoryConfig(getattr(ttnn.TensorMemoryLayout, strategy + "_SHARDED"), kind,
                             ttnn.ShardSpec(grid, shape, ttnn.ShardOrientation.ROW_MAJOR))


def fill(device, leave):
    """A tensor that takes the largest free block of every L1 bank, except about `leave` bytes."""
    free = ttnn.get_memory_view(device, ttnn.BufferType.L1).largest_contiguous_bytes_free_per_bank
    width = (free - leave) // 64 * 32
    return rows(device, [1, width], sharded("HEIGHT", cores(0, 0, 0, 0), [1, width]))


def matmul_4x4(tiles):
    """A matmul of square matrices that does not depend on free L1: always on 4x4 cores."""
    return ttnn.MatmulMultiCoreReuseMultiCastProgramConfig(
        compute_with_storage_grid_size=(4, 4), in0_block_w=2, out_subblock_h=1, out_subblock_w=1,
        per_core_M=tiles // 4, per_core_N=tiles // 4, transpose_mcast=False, fused_activation=None)


def mark(name):
    """A mark without a state, for threads."""
    _mark(name)
