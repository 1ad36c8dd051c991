#!/usr/bin/env python3
"""The helper of proof runs frees what it is told, when its statement has run, and changes nothing else: of
scripts over a stand-in for ttnn.

    proof_helper_cases.py PYTHON [UNITTEST OPTION..]     PYTHON: 3.12 or later
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
HELPER = HERE.parents[1] / "analyzer" / "proof"
TTNN = '''
class Tensor:
    def __init__(self, name):
        self.name, self.there = name, True
    def storage_type(self):
        return "StorageType.DEVICE"
    def is_allocated(self):
        return self.there
class MemoryConfig: pass
DRAM_MEMORY_CONFIG, L1_MEMORY_CONFIG = MemoryConfig(), MemoryConfig()
def deallocate(tensor):
    tensor.there = False
    print("free", tensor.name)
class Operation:
    def __init__(self, name):
        self.name = name
    def __call__(self, *what, memory_config=None):
        where = " in dram" if DRAM_MEMORY_CONFIG in (memory_config, *what) else ""
        names = [w.name for w in what if isinstance(w, Tensor)]
        print(self.name, *names, sep=" ", end=where + "\\n")
        if not all(w.there for w in what if isinstance(w, Tensor)):
            raise RuntimeError("not allocated")
        return Tensor(self.name + "".join(names))
make, use = Operation("a"), Operation("b")
def open_device(*by_position, **options):
    print("opened", *by_position, options)
'''
PYTHON = sys.executable


class Helper(unittest.TestCase):
    def run_with(self, source, *changes, ttnn=TTNN, words=()):
        """Each change: (line, function, variable). Returns what was printed, and the report."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            script, report = folder / "script.py", folder / "report"
            script.write_text("import ttnn\n" + source)
            (folder / "ttnn.py").write_text(ttnn)
            orders = [c if isinstance(c, dict) else
                      {"do": "free", "line": c[0], "function": c[1], "variable": c[2]} for c in changes]
            (folder / "orders").write_text(json.dumps({"report": str(report), "changes": [
                {"number": n + 1, "path": str(script), **order} for n, order in enumerate(orders)]}))
            done = subprocess.run([PYTHON, "-B", *words, script], text=True, capture_output=True, cwd=folder,
                                  env={"PYTHONPATH": str(HELPER), "L1TRACE_PROOF": str(folder / "orders")})
            said = report.read_text().splitlines() if report.exists() else []
            self.error = done.stderr
            return done.stdout.splitlines(), [line for line in said if line != "0 loaded"]

    def frees(self, source, line, function, variable, printed, word="done"):
        self.assertEqual(self.run_with(source, (line, function, variable)),
                         (printed, [f"1 {word}"] * (max(1, printed.count("free a")) if word == "done" else 1)),
                         self.error)

    def test_a_variable_is_freed_when_its_statement_has_run(self):
        self.frees("x = ttnn.make()\nttnn.use(x)\nprint(1)\n", 3, "<module>", "x",
                   ["a", "b a", "free a", "1"])

    def test_the_last_statement_of_a_module_counts_too(self):
        self.frees("x = ttnn.make()\nttnn.use(x)\n", 3, "<module>", "x", ["a", "b a", "free a"])

    def test_a_statement_of_several_lines_is_left_at_its_end(self):
        self.frees("x = ttnn.make()\nttnn.use(\n  x,\n  ttnn.use(\n   x))\nprint(1)\n", 4, "<module>", "x",
                   ["a", "b a", "b a ba", "free a", "1"])

    def test_what_a_function_returns_is_made_first(self):
        self.frees("def f():\n    x = ttnn.make()\n    return ttnn.use(x)\nf()\nprint(1)\n", 4, "f", "x",
                   ["a", "b a", "free a", "1"])

    def test_each_pass_of_a_loop_frees(self):
        self.frees("for _ in range(2):\n    x = ttnn.make()\n    ttnn.use(x)\n", 4, "<module>", "x",
                   ["a", "b a", "free a"] * 2)

    def test_a_loop_of_one_line_frees_in_each_pass(self):
        self.frees("k = [ttnn.make(), ttnn.make()]\ntry:\n    while True:\n        ttnn.use((x := k.pop()))\n"
                   "except IndexError:\n    print(1)\n", 5, "<module>", "x",
                   ["a", "a", "b a", "free a", "b a", "free a", "1"])

    def test_a_comprehension_is_left_when_it_is_over(self):
        self.frees("x = ttnn.make()\ny = [ttnn.use(x) for _ in range(2)]\nprint(1)\n", 3, "<module>", "x",
                   ["a", "b a", "b a", "free a", "1"])

    def test_the_head_of_a_match_is_a_statement(self):
        self.frees("x = ttnn.make()\nmatch ttnn.use(x).name:\n    case 'ba':\n        print(1)\n", 3, "<module>",
                   "x", ["a", "b a", "free a", "1"])

    def test_a_call_within_the_statement_is_part_of_it(self):
        self.frees("def f(y):\n    ttnn.use(y)\n    return y\nx = ttnn.make()\nf(\n  x)\nprint(1)\n", 6,
                   "<module>", "x", ["a", "b a", "free a", "1"])

    def test_a_function_that_calls_itself_frees_its_own(self):
        source = ("def f(n):\n    x = ttnn.make()\n    y = n and f(n - 1)\n    ttnn.use(x)\n    return y\n"
                  "f(1)\n")
        self.frees(source, 5, "f", "x", ["a", "a", "b a", "free a", "b a", "free a"])

    def test_a_statement_that_fails_frees_nothing(self):
        source = ("x = ttnn.make()\ntry:\n    ttnn.use(x, 1 / 0)\nexcept ZeroDivisionError:\n    print(1)\n"
                  "ttnn.use(x)\n")
        printed, report = self.run_with(source, (4, "<module>", "x"))
        self.assertEqual((printed, report), (["a", "1", "b a"], []))

    def test_the_head_of_a_block_is_a_statement(self):
        self.frees("x = ttnn.make()\nif ttnn.use(x):\n    print(1)\n", 3, "<module>", "x",
                   ["a", "b a", "free a", "1"])

    def test_a_name_of_nothing_is_reported(self):
        self.frees("x = 1\nprint(x)\n", 3, "<module>", "y", ["1"], "unset")

    def test_what_is_no_tensor_is_reported(self):
        self.frees("x = 1\nprint(x)\n", 3, "<module>", "x", ["1"], "no-tensor")

    def test_what_has_no_memory_is_reported(self):
        self.frees("x = ttnn.make()\nttnn.deallocate(x)\n", 3, "<module>", "x", ["a", "free a"], "gone")

    def test_attributes_and_indexes_are_found(self):
        self.frees("class C: pass\nc = C()\nc.k = [0, ttnn.make()]\nttnn.use(c.k[1])\n", 5, "<module>",
                   "c.k[1]", ["a", "b a", "free a"])

    def test_several_names_are_all_freed(self):
        printed, report = self.run_with("x, y = ttnn.make(), ttnn.make()\nttnn.use(x, y)\n",
                                        (3, "<module>", "x, y"))
        self.assertEqual((printed, report), (["a", "a", "b a a", "free a", "free a"], ["1 done"]))

    def test_local_variables_live_no_longer_than_before(self):
        source = ("import weakref\ndef f():\n    x = ttnn.make()\n    y = ttnn.make()\n    gone = weakref.ref(y)\n"
                  "    ttnn.use(x)\n    y = None; print(gone())\nf()\n")
        self.frees(source, 7, "f", "x", ["a", "a", "b a", "free a", "None"])

    def test_text_is_never_run(self):
        for name in ("print(666)", "x; print(666)", "x.__class__()", "[print(666)]", "x if 1 else 0", "", "1",
                     "x[print(666)]", "x\nprint(666)"):
            with self.subTest(name):
                printed, report = self.run_with("x = ttnn.make()\nttnn.use(x)\n", (3, "<module>", name))
                self.assertEqual((printed, report), (["a", "b a"], ["1 unset"]))

    def test_an_output_goes_to_dram_at_its_line_alone(self):
        order = {"do": "to dram", "line": 3, "function": "<module>"}
        for extra in ("", ", memory_config=ttnn.L1_MEMORY_CONFIG", ", ttnn.L1_MEMORY_CONFIG"):
            with self.subTest(extra):
                printed, report = self.run_with(
                    f"x = ttnn.make()\ny = ttnn.use(x{extra})\nttnn.use(y)\n", order)
                self.assertEqual((printed, report), (["a", "b a in dram", "b ba"], ["1 done"]))

    def test_a_device_is_opened_with_another_l1_small(self):
        order = {"do": "l1_small_size", "line": 1, "function": "", "bytes": 4096}
        self.assertEqual(self.run_with("ttnn.open_device(l1_small_size=1)\n", order),
                         (["opened {'l1_small_size': 4096}"], ["1 done"]))

    def test_a_size_that_is_given_by_position_stays(self):
        order = {"do": "l1_small_size", "line": 1, "function": "", "bytes": 4096}
        self.assertEqual(self.run_with("ttnn.open_device(0, 1)\n", order),
                         (["opened 0 1 {}"], ["1 by-position"]))

    def test_orders_that_cannot_be_read_leave_the_program_alone(self):
        self.assertEqual(self.run_with("print(ttnn.make().name)\n", {"do": "free"}), (["a", "a"], []))

    def test_a_program_that_takes_no_helper_reports_nothing(self):
        self.assertEqual(self.run_with("print(1)\n", (2, "<module>", "x"), words=["-S"]), (["1"], []))


if __name__ == "__main__":
    PYTHON = sys.argv.pop(1)
    unittest.main()
