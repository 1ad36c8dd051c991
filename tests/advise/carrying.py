"""Carries out advice in the text of a script: frees tensors right after the statement that uses them
last, has an op's output elsewhere or over an input, or moves a tensor before a statement. No line moves.

Where the freed tensor is a plain name and each pass of that statement is the last use of what it names,
`ttnn.deallocate(NAME)` is all that is added. Elsewhere the tensor is bound to a name on its way, and
where only some passes are last uses, they are counted.

Must not know: traces, l1analyze.
"""
import ast
import collections

COUNTING = ("_advised = lambda site, passes, _seen={}: "
            "(_seen.update({site: _seen.get(site, 0) + 1}), _seen[site] in passes)[1]; ")
MEMORY_CONFIG = {"empty": 4, "to_memory_config": 1}     # where it is an argument by position
DRAM = "ttnn.DRAM_MEMORY_CONFIG"


class CannotCarryOut(Exception):
    """The place in the source has no form that is known here."""


class Ambiguous(CannotCarryOut):
    """It does not say what to free."""


class Carrying:
    """A script that is being changed. turns: see lives.turns()."""

    def __init__(self, source, turns):
        self.lines, self.turns = source.splitlines(), turns
        tree = ast.parse(source)
        self.parents, self.expressions = {}, {}
        for outer in ast.walk(tree):
            if isinstance(outer, ast.expr):
                self.expressions[outer.lineno, outer.end_lineno, outer.col_offset,
                                 outer.end_col_offset] = outer
            for inner in ast.iter_child_nodes(outer):
                self.parents[inner] = outer
        self.inserts, self.count, self.how = [], 0, collections.Counter()

    def free_after(self, places, bare):
        """Frees tensors after the statement of a frame: each place is (call, index of the frame, where
        the tensor is: path of the call's argument, path of its result after "made", or a variable). bare:
        each time that the statement has run; else only where those calls did."""
        for (at, depth, method, where), passes in self.by_place(places):
            node = self.expressions[at]
            statement, again = self.statement(node)
            again = again and not isinstance(where, str)
            if again and bare and len(passes) < len(self.turns[at]):
                raise Ambiguous(f"line {at[0]}: in {len(passes)} of {len(self.turns[at])} passes of a "
                                "comprehension")
            always = bare or (not depth and len(passes) == len(self.turns[at]))
            if not always and depth:
                raise CannotCarryOut(f"line {at[0]}: in some passes")
            expression, rest = self.tensor(node, statement, method, where)
            if always and not rest and not again and isinstance(expression, (ast.Name, str)) and \
                    not binds(statement, getattr(expression, "id", expression)):
                self.how["as written"] += 1
                self.after(statement, f"ttnn.deallocate({getattr(expression, 'id', expression)})")
                continue
            if isinstance(expression, str):
                raise CannotCarryOut(f"line {at[0]}: {expression} is not read there")
            self.count += 1
            held = f"_held{self.count}"
            if again and bare:
                self.all_of(statement, expression, rest, held)
                continue
            self.around(expression, f"({held} := ", ")")
            now = "" if always else self.now(passes) + " and "
            free = f"{now}ttnn.deallocate({held}{''.join(f'[{part!r}]' for part in rest)})"
            if again:
                self.around(node, "[", f", ({held} := {free})][0]")
            else:
                self.after(statement, f"{held} = {free}")
            self.how["bound to a name" if always else "in some passes"] += 1

    def repeats(self, at):
        """May the expression run more than once in its statement?"""
        return tuple(at) in self.expressions and self.statement(self.expressions[tuple(at)])[1]

    def keeps(self, at, name):
        """Does the variable name the same after the statement of this expression?"""
        return tuple(at) not in self.expressions or \
            not binds(self.statement(self.expressions[tuple(at)])[0], name)

    def all_of(self, statement, expression, rest, held):
        """Of each pass of a comprehension, after the whole statement."""
        path = "".join(f"[{part!r}]" for part in rest)
        self.inserts.append(((statement.lineno, statement.col_offset), (3, (0, 0), len(self.inserts)),
                             f"{held} = []; "))
        self.around(expression, "[_one := ", f", {held}.append(_one{path})][0]")
        self.after(statement, f"[ttnn.deallocate(_one) for _one in {held}]; {held} = _one = None")
        self.how["after a comprehension"] += 1

    def tensor(self, node, statement, method, where):
        """The expression to bind or to free, and what remains of the path inside it."""
        if isinstance(where, str):
            read = [n for n in ast.walk(statement) if isinstance(n, (ast.Name, ast.Attribute)) and
                    isinstance(n.ctx, ast.Load) and ast.unparse(n) == where]
            return (read[0] if read and binds(statement, where) else where), []
        if where[0] == "made":
            return node, where[1:]
        return argument(node, method, where)

    def output_to_dram(self, calls):
        for (at, *_rest), passes in self.by_place((call, 0, ()) for call in calls):
            node = self.expressions[at]
            if not isinstance(node, ast.Call):
                raise CannotCarryOut(f"line {node.lineno}")
            place = next((k.value for k in node.keywords if k.arg == "memory_config"), None)
            position = MEMORY_CONFIG.get(getattr(node.func, "attr", None), len(node.args))
            if not place and position < len(node.args):
                place = node.args[position]
            always = len(passes) == len(self.turns[at])
            if not place:
                raise CannotCarryOut(f"line {node.lineno}: no memory config")
            self.around(place, f"({DRAM} if {'True' if always else self.now(passes)} else ", ")")
            self.how["output to dram"] += 1

    def in_place(self, inputs, frees):
        """Has calls write over one of their arguments: inputs are (call, path of the argument). frees: calls
        of deallocate() that are left out."""
        for (at, _depth, method, where), passes in self.by_place((call, 0, path) for call, path in inputs):
            node = self.expressions[at]
            statement, again = self.statement(node)
            if again or method or not isinstance(node, ast.Call) or len(passes) < len(self.turns[at]):
                raise CannotCarryOut(f"line {node.lineno}")
            if any(k.arg in ("output_tensor", "optional_output_tensor") for k in node.keywords):
                raise CannotCarryOut(f"line {node.lineno}: it has an output tensor")
            expression, rest = argument(node, method, where)
            if rest:
                raise CannotCarryOut(f"line {node.lineno}: a part of {ast.unparse(expression)}")
            name = ast.unparse(expression)
            if not isinstance(expression, ast.Name):
                self.count += 1
                name = f"_over{self.count}"
                self.around(expression, f"({name} := ", ")")
                self.after(statement, f"{name} = None")
            last = max((*node.args, *(k.value for k in node.keywords)),
                       key=lambda n: (n.end_lineno, n.end_col_offset))
            self.inserts.append(((last.end_lineno, last.end_col_offset), (0, (1, 0), 0),
                                 f", output_tensor={name}"))
            self.how["in place"] += 1
        for (at, *_rest), passes in self.by_place((call, 0, ()) for call in frees):
            if len(passes) < len(self.turns[at]):
                raise CannotCarryOut(f"line {at[0]}: only some of its passes free an input")
            self.around(self.expressions[at], "(None and ", ")")

    def reallocate_before(self, places):
        """Moves variables before a statement: places are (call, index of the frame, names)."""
        found = collections.defaultdict(set)
        for call, depth, names in places:
            at = tuple(call["frames"][depth]["at"])
            if at not in self.expressions:
                raise CannotCarryOut(f"line {at[0]}")
            found[self.statement(self.expressions[at])[0]].add(tuple(names))
        for statement, names in found.items():
            if len(names) > 1 or any("." in name for name in min(names)):
                raise CannotCarryOut(f"line {statement.lineno}: {names}")
            names, start = min(names), (statement.lineno, statement.col_offset)
            text = " = ".join([*names, f"ttnn.reallocate({names[0]})"])
            self.inserts.append((start, (4, (0, 0), len(self.inserts)), text + "; "))
            self.how["reallocate"] += 1

    def by_place(self, places):
        """(position, index of the frame, is it a method, where) and in which passes of that place."""
        found = collections.defaultdict(set)
        for call, depth, where in places:
            at = tuple(call["frames"][depth]["at"])
            if at not in self.expressions or "error" in call:
                raise CannotCarryOut(f"line {at[0]}")
            where = where if isinstance(where, str) else tuple(where)
            key = at, depth, call["method"] and not depth, where
            found[key].add(0 if depth else self.turns[at].index(call["call"]) + 1)
        return sorted(found.items(), key=repr)

    def now(self, passes):
        self.count += 1
        return f"_advised({self.count}, {sorted(passes)})"

    def statement(self, node):
        """The one around an expression, and whether the expression may run more than once in it."""
        again = False
        while not isinstance(node, ast.stmt):
            if isinstance(node, ast.Lambda):
                raise CannotCarryOut(f"line {node.lineno}: a lambda")
            again |= isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp))
            node = self.parents[node]
        if hasattr(node, "body"):
            raise CannotCarryOut(f"line {node.lineno}: the head of a block")
        return node, again

    def around(self, node, before, after):
        """What is put around the same expression later is further out."""
        start, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        nth = len(self.inserts)
        # each is inserted before those at the same place that were inserted already
        self.inserts.append((start, (2, end, nth), before))
        self.inserts.append((end, (1, start, -nth), after))

    def after(self, statement, text):
        """On the statement's last line."""
        end = (statement.end_lineno, statement.end_col_offset)
        self.inserts.append((end, (0, (0, 0), len(self.inserts)), (statement, text)))

    def text(self):
        """The script with all that was asked for."""
        returned = set()
        lines = [line.encode() for line in self.lines]
        for (number, column), _order, text in sorted(
                self.inserts, key=lambda i: (-i[0][0], -i[0][1], i[1])):
            if isinstance(text, tuple):
                statement, text = text
                if isinstance(statement, ast.Return):
                    if statement not in returned:       # those inserted later stand before it
                        text += "; return _returned"
                    returned.add(statement)
                text = "; " + text
            line = lines[number - 1]
            lines[number - 1] = line[:column] + text.encode() + line[column:]
        for statement in returned:
            line, column = lines[statement.lineno - 1], statement.col_offset
            lines[statement.lineno - 1] = line[:column] + b"_returned =" + line[column + len("return"):]
        text = "\n".join(line.decode() for line in lines) + "\n"
        return COUNTING + text if "_advised(" in text else text


def argument(node, method, path):
    """The expression of an argument, and what remains of the path inside it."""
    which, first, *rest = path
    if method:
        if isinstance(node, ast.BinOp):
            return (node.left, node.right)[first], rest
        if isinstance(node, ast.Subscript):
            return node.value, rest
        if which == 0 and first == 0:
            return node.func.value, rest
        first = first if which else first - 1
    if not isinstance(node, ast.Call) or any(isinstance(a, ast.Starred) for a in node.args):
        raise CannotCarryOut(f"line {node.lineno}")
    inner = node.args[first] if which == 0 else next(
        (k.value for k in node.keywords if k.arg == first), None)
    if inner is None:
        raise CannotCarryOut(f"line {node.lineno}: no {first}")
    while rest and isinstance(inner, (ast.List, ast.Tuple)):
        if any(isinstance(part, ast.Starred) for part in inner.elts):
            raise CannotCarryOut(f"line {node.lineno}: several in one")
        inner, rest = inner.elts[rest[0]], rest[1:]
    return inner, rest


def binds(statement, name):
    """Does the statement give the name another value, or nothing after it is reached?"""
    return isinstance(statement, ast.Return) or any(
        isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, ast.Store) and
        ast.unparse(n) == name for n in ast.walk(statement))
