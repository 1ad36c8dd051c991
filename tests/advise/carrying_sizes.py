"""Carries out advice about sizes in the text of a script: the l1_small_size with which it opens its
device, the cores of a memory config. No line moves.

Must not know: traces, l1analyze.
"""
import ast
import math
import re

from carrying import CannotCarryOut

OPENS = ("open_device", "open_mesh_device")
SPREAD = "import spread_shards as _spread; _spread.over({!r}, {!r}, {!r}, {!r}); "


def with_small_size(source, size):
    """The script with this l1_small_size in each call that opens a device."""
    lines = [line.encode() for line in source.splitlines()]
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and
             getattr(n.func, "attr", None) in OPENS]
    if not calls:
        raise CannotCarryOut("no device is opened here")
    for call in sorted(calls, key=lambda c: (-c.end_lineno, -c.end_col_offset)):
        given = next((k.value for k in call.keywords if k.arg == "l1_small_size"), None)
        if given is not None:
            if given.lineno != given.end_lineno:
                raise CannotCarryOut(f"line {given.lineno}: l1_small_size")
            replace(lines, given.lineno, given.col_offset, given.end_col_offset, str(size))
        else:
            end = call.end_col_offset - 1       # before the bracket
            replace(lines, call.end_lineno, end, end, f", l1_small_size={size}")
    return "\n".join(line.decode() for line in lines) + "\n"


def replace(lines, number, start, end, text):
    line = lines[number - 1]
    lines[number - 1] = line[:start] + text.encode() + line[end:]


def numbers(shape):
    return [int(n) for n in re.findall(r"\d+", shape)]


def with_wider_shards(source, layout, padded_shape, shard_shape, cores):
    """The script with its memory configs of this layout and shard shape spread over "8x4" cores."""
    if "ttnn.create_sharded_memory_config(" not in source:
        raise CannotCarryOut("no memory config is made here")
    *outer, width = numbers(padded_shape)
    height, (columns, rows) = math.prod(outer), numbers(cores)
    shard = {"height sharded": [height // (columns * rows), width],
             "width sharded": [height, width // (columns * rows)],
             "block sharded": [height // rows, width // columns]}[layout]
    return SPREAD.format(layout, numbers(shard_shape), shard, [columns, rows]) + source
