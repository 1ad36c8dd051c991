"""Sees what a script's own calls of ttnn take and give, while it runs: a stand-in for the module, which
forwards each call and notes where it was made and which memory its tensors lie in. Which tensors share
memory is told by their addresses, so nothing is assumed about what an op does.

Must not know: traces, l1analyze.
"""
import json
import sys
import types

METHODS = ("cpu", "deallocate", "to", "reshape", "__add__", "__sub__", "__mul__", "__getitem__")


class Watched(types.ModuleType):
    """A module whose functions are watched; its classes and constants are the real ones."""

    def __init__(self, real, watch):
        super().__init__(real.__name__)
        self.__dict__.update(_real=real, _watch=watch)

    def __getattr__(self, name):
        value = getattr(self._real, name)
        if isinstance(value, types.ModuleType):
            value = Watched(value, self._watch)
        elif callable(value) and not isinstance(value, type):
            value = self._watch.around(value, name)
        self.__dict__[name] = value
        return value


class Watch:
    def __init__(self, ttnn, script):
        self.ttnn, self.script = ttnn, script
        self.calls, self.storages = [], {}      # the storage that lies at (kind, address) now
        self.captures, self.capturing = {}, None
        self.module = Watched(ttnn, self)
        for name in METHODS:
            method = getattr(ttnn.Tensor, name, None)
            if method:
                setattr(ttnn.Tensor, name, self.around(method, name, True))

    def around(self, function, name, method=False):
        def call(*arguments, **options):
            frame = sys._getframe(1)
            if frame.f_code.co_filename != self.script:
                return function(*arguments, **options)
            noted = self.begin(name, method, frame, arguments, options)
            before = {self.key(tensor) for _path, tensor in tensors((arguments, options))}
            try:
                result = function(*arguments, **options)
            except RuntimeError as error:
                noted["error"] = str(error)[:400]
                raise
            self.end(noted, result, before, arguments, options)
            return result
        return call

    def begin(self, name, method, frame, arguments, options):
        noted = {"call": len(self.calls), "op": name, "method": method, "frames": self.frames(frame),
                 "takes": [[path, self.storage(t)] for path, t in tensors((arguments, options))],
                 "in_place": name.endswith("_") and not name.endswith("__") or
                 any(options.get(o) is not None for o in ("output_tensor", "optional_output_tensor"))}
        noted["takes"] = [pair for pair in noted["takes"] if pair[1] is not None]
        self.calls.append(noted)
        if name == "execute_trace":
            noted["replays"] = sorted(self.captures.get(str(arguments[1]), ()))
        return noted

    def end(self, noted, result, before, arguments, options):
        # what a call frees and gives at the same place is another memory
        freed = {self.storages.get(key) for key in before - {
            self.key(tensor) for _path, tensor in tensors((arguments, options))}}
        taken, gives = {storage for _path, storage in noted["takes"]} - freed, []
        for path, tensor in tensors(result):
            key = self.key(tensor)
            if key is None:
                continue
            old = self.storages.get(key)
            if old not in taken:
                old = self.storages[key] = "/".join(map(str, (noted["call"], *path)))
            gives.append([path, old, key[0]])
        noted["gives"] = gives
        if self.capturing is not None:
            self.captures[self.capturing].update(taken, (s for _path, s, _kind in gives))
        if noted["op"] == "begin_trace_capture":
            self.capturing = str(result)
            self.captures[self.capturing] = set()
        elif noted["op"] == "end_trace_capture":
            self.capturing = None

    def key(self, tensor):
        """Of a tensor that has memory on a device."""
        if tensor.storage_type() != self.ttnn.StorageType.DEVICE or not tensor.is_allocated():
            return None
        return str(tensor.memory_config().buffer_type).split(".")[-1], tensor.buffer_address()

    def storage(self, tensor):
        key = self.key(tensor)
        if key is None:
            return None
        return self.storages.setdefault(key, f"before {len(self.calls)}/{key[1]}")

    def frames(self, frame):
        """Those of the script, innermost first: the line as l1analyze prints it, where the running call
        stands in the source, and which memory its variables name."""
        found = []
        while frame:
            code = frame.f_code
            if code.co_filename == self.script:
                found.append({"line": f"{self.script}:{frame.f_lineno} {code.co_qualname}",
                              "at": list(tuple(code.co_positions())[frame.f_lasti // 2]),
                              "names": self.names(frame)})
            frame = frame.f_back
        return found

    def names(self, frame):
        """Variables, and attributes of objects, that are tensors, by their storage."""
        found, variables = {}, frame.f_locals
        for name, value in variables.items():
            inside = getattr(value, "__dict__", None) if name == "self" else None
            for words, one in ((name, value), *((f"{name}.{k}", v) for k, v in (inside or {}).items())):
                if isinstance(one, self.ttnn.Tensor) and self.key(one):
                    found.setdefault(self.storage(one), []).append(words)
        if variables is not frame.f_globals:
            variables.clear()       # a copy, which would keep the tensors
        return found

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            for noted in self.calls:
                file.write(json.dumps(noted) + "\n")


def tensors(value, path=()):
    """(path, tensor) of all tensors in tuples, lists and dictionaries."""
    if hasattr(value, "buffer_address"):
        yield list(path), value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from tensors(inner, (*path, key))
    elif isinstance(value, (tuple, list)):
        for number, inner in enumerate(value):
            yield from tensors(inner, (*path, number))
