#!/usr/bin/env python3
"""Modules of a model as marks, on the stand-in for TT-Metal and the Pythons of python_test.py.

    modules_test.py L1RECORD PACKAGE-FOLDER
"""
import collections
import json
import os
import subprocess
import sys
import tempfile
import unittest

from python_test import HERE, Trace, pythons

L1RECORD = PACKAGE = None


def play(python, scenario, **environment):
    """What the scenario expects, and its trace."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([L1RECORD, "-o", "run.l1t", "--", python, "-B", HERE / "play_modules.py", scenario],
                              cwd=folder, capture_output=True, text=True, timeout=120,
                              env=dict(os.environ, PYTHONPATH=PACKAGE, **environment))
        if done.returncode:
            raise AssertionError(f"{python}: {done.stderr}")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return lines, Trace(os.path.join(folder, "run.l1t"))


def modules_of_buffers(trace):
    """By a buffer's size: the marks it was placed in, [name, number of the pass]."""
    passes, open_marks, found = collections.Counter(), collections.defaultdict(list), {}
    for record in trace.records:
        kind = type(record).__name__
        stack = open_marks[record.thread]
        if kind == "mark_begin":
            name = trace.strings[record.name]
            passes[name] += 1
            stack.append([name, passes[name]])
        elif kind == "mark_end":
            name = trace.strings[record.name]
            if not stack or stack.pop()[0] != name:
                raise AssertionError(f"{name} ends and is not the innermost")
        elif kind == "alloc":
            found[record.size_bytes] = [list(mark) for mark in stack]
    return found


class ModulesTest(unittest.TestCase):
    def agree(self, scenario, least, without=(), **environment):
        for (version, _), python in pythons().items():
            if version == (3, 11):          # has no access to a frame's variables
                continue
            if version in without:
                continue
            lines, trace = play(python, scenario, **environment)
            found = modules_of_buffers(trace)
            self.assertGreaterEqual(len(lines), least)
            for line in lines:
                self.assertEqual(found[line["size_bytes"]], line["modules"], (python, scenario, line))

    def test_modules_are_named_by_where_they_are_held_and_each_call_is_a_pass(self):
        self.agree("tree", 100)

    def test_models_of_one_class_have_numbers(self):
        self.agree("two_models", 50)

    def test_an_exception_ends_the_pass_that_it_leaves(self):
        self.agree("exceptions", 30)

    def test_self_in_a_cell_is_found(self):
        self.agree("cells", 60)

    def test_each_thread_is_in_its_own_modules(self):
        self.agree("threads", 600)

    def test_coroutines_and_generators_are_in_their_own_modules(self):
        self.agree("coroutines", 10)

    def test_modules_that_live_for_one_call_are_others(self):
        self.agree("made_anew", 138)

    def test_calls_from_one_place_are_passes_of_their_own(self):
        self.agree("loops", 85, without=[(3, 10)])      # whose frames lie where others lay, and do not tell

    def test_a_module_that_does_all_in_another_has_as_many_passes(self):
        self.agree("wrapped", 180)

    def test_they_are_the_same_while_a_program_is_profiled(self):
        self.agree("profiled", 100)

    def test_modules_that_no_other_holds_keep_their_names(self):
        self.agree("many", 4188)

    def test_a_stack_that_is_too_deep_ends_no_pass(self):
        self.agree("deep", 12)

    def test_patterns_choose_the_methods(self):
        self.agree("chosen", 60, L1TRACE_MARK="nothing:*.run")

    def test_there_are_none_where_they_are_not_wanted(self):
        for python in pythons().values():
            _, trace = play(python, "tree", L1TRACE_MARK="0")
            self.assertEqual(list(trace.of("mark_begin")), [])


if __name__ == "__main__":
    L1RECORD, PACKAGE = map(os.path.abspath, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
