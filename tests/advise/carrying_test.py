#!/usr/bin/env python3
"""Changed scripts free what they should, when they should, and compute what they did."""
import ast
import types
import unittest

from carrying import Ambiguous, CannotCarryOut, Carrying


class Runtime:
    """A stand-in for ttnn: calls by name, in order."""

    def __init__(self):
        self.done = []

    def make(self, *what, memory_config="l1", output_tensor=None):
        over = f" over {output_tensor}" if output_tensor else ""
        self.done.append(f"make {' '.join(map(str, what))} {memory_config}{over}")
        return f"<{' '.join(map(str, what))}>"

    def reallocate(self, what):
        self.done.append(f"move {what}")
        return f"{what}, moved"

    def deallocate(self, what):
        self.done.append(f"free {what}")


def positions(source, called):
    """Where calls of this text are."""
    return [[n.lineno, n.end_lineno, n.col_offset, n.end_col_offset] for n in ast.walk(ast.parse(source))
            if isinstance(n, ast.Call) and ast.unparse(n).startswith(called)]


class Carried(unittest.TestCase):
    def carry(self, source, called, passes, of, where, bare=True, how="free"):
        """Changes what these passes of a call take or give; returns what was done."""
        source = "import sys\n" + source
        at = positions(source, called)[0]
        calls = [{"call": n, "method": False, "frames": [{"at": at}]} for n in range(of)]
        carrying = Carrying(source, {tuple(at): list(range(of))})
        chosen = [calls[n - 1] for n in passes]
        if how == "dram":
            carrying.output_to_dram(chosen)
        elif how == "in place":
            freed = positions(source, "ttnn.deallocate")
            carrying.turns.update({tuple(f): [of] for f in freed})
            carrying.in_place([(call, where) for call in chosen], [
                {"call": of, "method": False, "frames": [{"at": f}]} for f in freed])
        elif how == "move":
            carrying.reallocate_before([(call, 0, where) for call in chosen])
        else:
            carrying.free_after([(call, 0, where) for call in chosen], bare)
        text, runtime = carrying.text(), Runtime()
        self.assertEqual(text.count("\n"), source.count("\n"))
        exec(text, {"ttnn": types.SimpleNamespace(
            make=runtime.make, deallocate=runtime.deallocate, reallocate=runtime.reallocate, DRAM_MEMORY_CONFIG="dram")})
        return runtime.done

    def test_a_name_is_freed_after_its_statement(self):
        self.assertEqual(self.carry("x = 'a'\ny = ttnn.make(x)\nttnn.make(y)\n", "ttnn.make(x)", [1], 1,
                                    [0, 0]), ["make a l1", "free a", "make <a> l1"])

    def test_what_the_statement_rebinds_is_freed_as_it_was(self):
        self.assertEqual(self.carry("x = 'a'\nx = ttnn.make(x)\n", "ttnn.make(x)", [1], 1, [0, 0]),
                         ["make a l1", "free a"])

    def test_what_a_function_returns_is_made_first(self):
        self.assertEqual(self.carry("def f(x):\n    return ttnn.make(x)\nttnn.make(f('a'))\n",
                                    "ttnn.make(x)", [1], 1, [0, 0]),
                         ["make a l1", "free a", "make <a> l1"])

    def test_only_some_passes_free(self):
        self.assertEqual(self.carry("for x in 'abc':\n    ttnn.make(x)\n", "ttnn.make(x)", [1, 3], 3,
                                    [0, 0], bare=False),
                         ["make a l1", "free a", "make b l1", "make c l1", "free c"])

    def test_a_bare_line_frees_in_each_pass(self):
        self.assertEqual(self.carry("for x in 'ab':\n    ttnn.make(x)\n", "ttnn.make(x)", [2], 2, [0, 0]),
                         ["make a l1", "free a", "make b l1", "free b"])

    def test_results_of_a_comprehension_are_freed_after_it(self):
        self.assertEqual(self.carry("y = [ttnn.make(x) for x in 'ab']\nttnn.make(*y)\n", "ttnn.make(x)",
                                    [1, 2], 2, ["made"]),
                         ["make a l1", "make b l1", "free <a>", "free <b>", "make <a> <b> l1"])

    def test_some_of_a_comprehension_are_not_said_by_a_bare_line(self):
        with self.assertRaises(Ambiguous):
            self.carry("y = [ttnn.make(x) for x in 'ab']\n", "ttnn.make(x)", [1], 2, ["made"])

    def test_an_element_of_a_list_is_freed(self):
        self.assertEqual(self.carry("x = 'a'\nk = ['b', 'c']\nttnn.make(k)\n", "ttnn.make(k)", [1], 1,
                                    [0, 0, 1]), ["make ['b', 'c'] l1", "free c"])

    def test_a_variable_is_freed_after_the_statement(self):
        self.assertEqual(self.carry("x = 'a'\nttnn.make('b')\n", "ttnn.make('b')", [1], 1, "x"),
                         ["make b l1", "free a"])

    def test_an_output_goes_to_dram(self):
        self.assertEqual(self.carry("for x in 'ab':\n    ttnn.make(x, memory_config='l1')\n",
                                    "ttnn.make(x", [2], 2, None, how="dram"),
                         ["make a l1", "make b dram"])

    def test_an_output_lies_over_an_input_whose_deallocation_is_left_out(self):
        self.assertEqual(self.carry("x = 'a'\ny = ttnn.make(x, memory_config='l1')\nttnn.deallocate(x)\n",
                                    "ttnn.make(x", [1], 1, [0, 0], how="in place"),
                         ["make a l1 over a"])

    def test_an_output_lies_over_what_another_call_gives(self):
        self.assertEqual(self.carry("ttnn.make(ttnn.make('a'))\n", "ttnn.make(ttnn", [1], 1, [0, 0],
                                    how="in place"), ["make a l1", "make <a> l1 over <a>"])

    def test_an_op_that_writes_over_its_input_in_some_passes_is_not_changed(self):
        with self.assertRaises(CannotCarryOut):
            self.carry("for x in 'ab':\n    ttnn.make(x)\n", "ttnn.make(x)", [1], 2, [0, 0], how="in place")

    def test_a_tensor_is_moved_before_a_statement_under_all_its_names(self):
        self.assertEqual(self.carry("x = z = 'a'\ny = ttnn.make(x)\nttnn.make(z)\n", "ttnn.make(x)", [1], 1,
                                    ["x", "z"], how="move"),
                         ["move a", "make a, moved l1", "make a, moved l1"])

    def test_what_a_condition_calls_has_no_statement(self):
        with self.assertRaises(CannotCarryOut):
            self.carry("x = 'a'\nif ttnn.make(x):\n    pass\n", "ttnn.make(x)", [1], 1, [0, 0])


if __name__ == "__main__":
    unittest.main()
