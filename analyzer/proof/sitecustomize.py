"""Does to a running program what `l1analyze advise` says, for `advise --prove` alone: Python imports it at its
start, since the folder into which l1analyze has written it comes first in PYTHONPATH.

L1TRACE_PROOF names a file of JSON: {"report": PATH, "changes": [..]}. After a statement has run to its end
a variable is freed; a call's output is made in DRAM; a device is opened with another L1_SMALL. Each
time that it was done, or could not be, is a line `NUMBER WORD` of the report.

No text of the file is ever run. The program's own sitecustomize is imported after this one.

Must not know: traces, what a change is good for.
"""
import ast
import importlib.util
import json
import os
import re
import sys
import threading

TOOL = 4        # of sys.monitoring: none that Python gives a name
NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*|\[\d{1,9}\])*\Z")
PART = re.compile(r"\w+")
LINES_MOST = 1 << 16    # of a report
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
OPENERS = ("open_device", "CreateDevice", "open_mesh_device", "CreateDevices")


class Report:
    """What became of each change."""

    def __init__(self, path):
        self.path, self.left = path, LINES_MOST

    def say(self, number, word):
        if self.left > 0:
            self.left -= 1
            with open(self.path, "a", encoding="ascii") as file:
                file.write(f"{number} {word}\n")


class Statements:
    """The statements of source files, by line."""

    def __init__(self):
        self.files = {}

    def of(self, path, line):
        """First and last line of the innermost statement, of a compound one those of its head; and whether
        to reach the line again is to run it again."""
        if path not in self.files:
            self.files[path] = self.read(path)
        found = [s for s in self.files[path] if s[0] <= line <= s[1]]
        return max(found, key=lambda s: (s[0], -s[1]), default=(line, line, False))

    @staticmethod
    def read(path):
        try:
            with open(path, "rb") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return []
        found = []
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt):
                inner = [getattr(n, "pattern", n).lineno
                         for n in (*getattr(node, "body", ()), *getattr(node, "cases", ()))]
                last = max(node.lineno, min(inner) - 1 if inner else node.end_lineno)
                again = last == node.lineno and not inner and \
                    not any(isinstance(n, COMPREHENSIONS) for n in ast.walk(node))
                found.append((node.lineno, last, again))
        return found


class Place:
    """A statement of a function."""

    def __init__(self, change, statements):
        self.path, self.function = os.path.realpath(change["path"]), change["function"]
        self.first, self.last, self.again = statements.of(self.path, change["line"])

    def has(self, line):
        return self.first <= line <= self.last

    def is_of(self, code):
        return self.function in (code.co_qualname, code.co_name) and \
            os.path.realpath(code.co_filename) == self.path


class Frees:
    """Frees variables when the statements that use them last have been left."""

    def __init__(self, changes, report):
        statements = Statements()
        self.report = report
        self.waiting = [(Place(c, statements), c["number"], c["variable"]) for c in changes]
        self.of_code = {}       # code -> its waiting ones
        self.inside = {}        # id of a running frame -> those in whose statement it is
        self.lock = threading.RLock()

    def watch(self):
        monitoring = sys.monitoring
        events = monitoring.events
        monitoring.use_tool_id(TOOL, "l1analyze advise --prove")
        for event, function in ((events.PY_START, self.started), (events.LINE, self.reached),
                                (events.PY_RETURN, self.returned), (events.RAISE, self.raised),
                                (events.PY_UNWIND, self.raised)):
            monitoring.register_callback(TOOL, event, function)
        monitoring.set_events(TOOL, events.PY_START | events.RAISE | events.PY_UNWIND)

    def started(self, code, _offset):
        found = [w for w in self.waiting if w[0].is_of(code)]
        if found:
            self.of_code[code] = found
            events = sys.monitoring.events
            sys.monitoring.set_local_events(TOOL, code, events.LINE | events.PY_RETURN)
        return sys.monitoring.DISABLE

    def reached(self, code, line):
        frame = sys._getframe(1)
        inside = self.inside.pop(id(frame), ())
        self.free(frame, [w for w in inside if w[0].again or not w[0].has(line)])
        within = [w for w in self.of_code.get(code, ()) if w[0].has(line)]
        if within:
            self.inside[id(frame)] = within

    def returned(self, _code, _offset, _value):
        frame = sys._getframe(1)
        self.free(frame, self.inside.pop(id(frame), ()))

    def raised(self, code, _offset, _error):
        if code in self.of_code:        # a statement that fails has not run
            self.inside.pop(id(sys._getframe(1)), None)

    def free(self, frame, done):
        for _place, number, variable in done:
            words = [free(frame, name) for name in variable.split(", ")]
            self.report.say(number, "done" if "done" in words else words[0])


def free(frame, variable):
    """Frees what the variable names. Returns a word for the report."""
    names = frame.f_locals
    try:
        value = value_of(names, frame.f_globals, variable)
    except (LookupError, AttributeError, TypeError):
        return "unset"
    finally:
        if isinstance(names, dict) and names is not frame.f_globals and frame.f_code.co_flags & 1:
            names.clear()       # a copy, which would keep what it names
    ttnn = sys.modules.get("ttnn")
    if ttnn is None or not isinstance(value, ttnn.Tensor):
        return "no-tensor"
    if "DEVICE" not in str(value.storage_type()) or not value.is_allocated():
        return "gone"
    ttnn.deallocate(value)
    return "done"


def value_of(names, others, variable):
    """What a name, attributes and indexes behind it, stands for."""
    if not NAME.match(variable):
        raise LookupError(variable)
    first, *rest = PART.findall(variable)
    value = names[first] if first in names else others[first]
    for part in rest:
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    return value


class Calls:
    """Calls of ttnn's functions get other arguments: of some lines, or all of a function."""

    def __init__(self, changes, report):
        statements = Statements()
        self.report = report
        self.outputs = [(Place(c, statements), c["number"]) for c in changes if c["do"] == "to dram"]
        self.small = [c for c in changes if c["do"] == "l1_small_size"]

    def change(self, ttnn):
        for name in OPENERS if self.small else ():
            if callable(getattr(ttnn, name, None)):
                setattr(ttnn, name, Stand(getattr(ttnn, name), self.opened))
        for name, value in list(vars(ttnn).items()) if self.outputs else ():
            if type(value).__name__ in ("FastOperation", "Operation") or name in ("from_torch", "as_tensor"):
                setattr(ttnn, name, Stand(value, lambda frame, arguments, options:
                                          self.called(ttnn, frame, arguments, options)))

    def opened(self, _frame, arguments, options):
        by_position = "l1_small_size" not in options and len(arguments) > 1     # it may be one of them
        for change in () if by_position else self.small:
            options = {**options, "l1_small_size": change["bytes"]}
            self.report.say(change["number"], "done")
        for change in self.small if by_position else ():
            self.report.say(change["number"], "by-position")
        return arguments, options

    def called(self, ttnn, frame, arguments, options):
        code = frame.f_code
        for place, number in self.outputs:
            if not place.has(frame.f_lineno) or not place.is_of(code):
                continue
            here = [n for n, a in enumerate(arguments) if isinstance(a, ttnn.MemoryConfig)]
            dram = ttnn.DRAM_MEMORY_CONFIG
            if here:
                arguments = tuple(dram if n == here[0] else a for n, a in enumerate(arguments))
            else:
                options = {**options, "memory_config": dram}
            self.report.say(number, "done")
        return arguments, options


class Stand:
    """Stands in for a function: what is not a call is the function's own."""

    def __init__(self, real, before):
        self.__dict__.update(_real=real, _before=before)

    def __call__(self, *arguments, **options):
        arguments, options = self._before(sys._getframe(1), arguments, options)
        return self._real(*arguments, **options)

    def __getattr__(self, name):
        return getattr(self._real, name)


class AfterImport:
    """A finder of modules that finds none, but calls a function when ttnn was imported."""

    def __init__(self, done):
        self.done = done

    def find_spec(self, name, path=None, target=None):
        if name != "ttnn":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec and hasattr(spec.loader, "exec_module"):
            real = spec.loader.exec_module

            def exec_module(module):
                real(module)
                self.done(module)
            spec.loader.exec_module = exec_module
        return spec


def start(path):
    with open(path, encoding="utf-8") as file:
        order = json.load(file)
    report = Report(order["report"])
    changes = order["changes"]
    frees = [c for c in changes if c["do"] == "free"]
    if frees and not hasattr(sys, "monitoring"):        # since Python 3.12
        for change in frees:
            report.say(change["number"], "old-python")
    elif frees:
        Frees(frees, report).watch()
    calls = Calls(changes, report)

    def imported(ttnn):
        report.say(0, "loaded")
        calls.change(ttnn)
    sys.meta_path.insert(0, AfterImport(imported))


def go_on():
    """Imports the sitecustomize that this one hides."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [p for p in sys.path if os.path.abspath(p or ".") != here]
    own = sys.modules.pop(__name__, None)
    try:
        __import__("sitecustomize")
    except ModuleNotFoundError as error:
        if error.name != "sitecustomize":
            raise
        if own is not None:
            sys.modules[__name__] = own


if __name__ == "sitecustomize":
    try:
        start(os.environ["L1TRACE_PROOF"])
    except (KeyError, OSError, ValueError, TypeError):
        pass            # the program runs unchanged, and the report says nothing
    go_on()
