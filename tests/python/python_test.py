#!/usr/bin/env python3
"""Call sites and marks, on the stand-in for TT-Metal and the installed Pythons: the one that runs
this, those that ttnn's wheels support and, with L1TRACE_PYTHONS=all, every CPython from 3.10 on.

    python_test.py L1RECORD PACKAGE-FOLDER
"""
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "ttnn"))
from records import FAILURES, Trace  # noqa: E402  (tests/ttnn)

FRAMES_MAX = 32                 # L1TRACE_FRAMES, where it is not set
MARKS = str(HERE.parent.parent / "recorder" / "python")
WHEELS = ((3, 10), (3, 12))
ALL = os.environ.get("L1TRACE_PYTHONS") == "all"
L1RECORD = PACKAGE = None


def ask(path):
    """(version, whether its code is in a library), or None."""
    asked = subprocess.run(
        [path, "-c", "import sys, sysconfig; print(*sys.version_info[:2], sys.implementation.name, "
         "sysconfig.get_config_var('Py_ENABLE_SHARED'))"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.split()
    if len(asked) < 4 or asked[2] != "cpython" or int(asked[1]) < 10:
        return None
    return (int(asked[0]), int(asked[1])), asked[3]


@functools.cache
def pythons():
    """One of each kind: the Python that runs this, those on PATH, pyenv's."""
    root = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv")
    found = {}
    for path in [sys.executable, *(shutil.which(f"python3.{n}") for n in range(10, 20)),
                 *sorted(map(str, root.glob("versions/3.1*/bin/python3")))]:
        kind = path and ask(path)
        if kind and (kind[0] in WHEELS or path == sys.executable or ALL):
            found.setdefault(kind, path)
    return found


class Played:
    """A scenario's expectations and its traces, that of the first process first."""

    def __init__(self, python, scenario, package=".", **environment):
        self.python = python
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [L1RECORD, "-o", "run.l1t", "--", python, "-B", HERE / "play.py", scenario],
                cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
                env=dict(os.environ, PYTHONPATH=os.path.join(PACKAGE, package) + os.pathsep + MARKS, **environment))
            self.status, self.errors = done.returncode, done.stderr
            self.expected = [json.loads(line) for line in done.stdout.splitlines()]
            paths = sorted(pathlib.Path(folder).glob("*.l1t"), key=lambda p: len(p.name))
            self.traces = [Trace(path) for path in paths]

    def site(self, trace, record):
        """(op, frames)"""
        frames = [[trace.strings[file], line, trace.strings[function]]
                  for file, line, function in trace.callsites[record.callsite]]
        if frames and frames[0][:2] == [None, 0]:
            return frames[0][2], frames[1:]
        return None, frames

    def sites(self):
        """Call sites of all buffers, by their size."""
        return {record.size_bytes: self.site(trace, record)
                for trace in self.traces for record in trace.of("alloc")}


class CallSiteTest(unittest.TestCase):
    def each(self, scenario, **environment):
        """Plays it on every Python."""
        for (version, _), python in pythons().items():
            played = Played(python, scenario, **environment)
            self.assertEqual(played.status, 0, f"{python}: {played.errors}")
            self.assertTrue(played.traces, f"{python}: {played.errors}")
            # 3.11 has no access to a frame's variables
            played.has_ops = version != (3, 11)
            yield played

    def agree(self, played, most=FRAMES_MAX):
        """Every expected buffer is there, with the expected call site."""
        sites = played.sites()
        for e in played.expected:
            if "size_bytes" in e:
                op, frames = sites[e["size_bytes"]]
                self.assertEqual(frames, e["frames"][:most], played.python)
                self.assertEqual(op, e["op"] if played.has_ops else None, played.python)
        return len(played.expected)

    def test_buffers_tell_file_line_function_and_op(self):
        for played in self.each("calls"):
            self.assertGreater(self.agree(played), 50)

    def test_frees_tell_where_a_buffer_is_given_back(self):
        for played in self.each("frees"):
            trace = played.traces[0]
            sizes = {record.id: record.size_bytes for record in trace.of("alloc")}
            sites = {sizes[record.id]: played.site(trace, record) for record in trace.of("free")}
            freed = [e for e in played.expected if "freed" in e]
            self.assertEqual(len(freed), 6)
            for e in freed:
                op, frames = sites[e["freed"]]
                self.assertEqual(frames, e["frames"][:FRAMES_MAX], played.python)
                self.assertEqual(op, e["op"] if played.has_ops else None, played.python)
            self.agree(played)

    def test_a_launch_has_the_name_that_the_user_calls(self):
        for played in self.each("calls"):
            trace = played.traces[0]
            names = {trace.strings[r.name] for r in trace.of("launch")}
            self.assertEqual(names, {"ttnn.linear"} if played.has_ops else {None})
            for record in trace.of("launch"):
                self.assertEqual(played.site(trace, record)[1][0][2], "here")

    def test_two_that_differ_in_frame_20_only_are_two(self):
        for played in self.each("deep"):
            self.assertEqual(self.agree(played), 60)
            (one, _), (other, _) = ((r.callsite, r.id) for r in played.traces[0].of("alloc")[-3:-1])
            self.assertNotEqual(one, other)
            sites = played.sites()
            one, other = (sites[played.expected[i]["size_bytes"]][1] for i in (-3, -2))
            differ = [i for i, (a, b) in enumerate(zip(one, other)) if a != b]
            self.assertEqual((differ, one[20][2], other[20][2]), ([20, 21], "left", "right"))

    def test_all_that_differ_in_any_frame_are_kept_apart(self):
        for played in self.each("paths"):
            self.assertEqual(self.agree(played), 1 << 10)
            sites = {record.callsite for record in played.traces[0].of("alloc")}
            self.assertGreaterEqual(len(sites - {0}), 1 << 10)

    def test_of_a_deep_recursion_the_innermost_frames_are_kept(self):
        for played in self.each("recursion"):
            self.assertEqual(self.agree(played), 8)
            self.assertEqual(len(played.sites()[played.expected[0]["size_bytes"]][1]), FRAMES_MAX)

    def test_methods_have_the_names_of_their_classes(self):
        for played in self.each("methods"):
            self.assertEqual(self.agree(played), 72)
            names = {f[2] for _, frames in played.sites().values() for f in frames}
            self.assertLessEqual({"Block.forward", "Block.__call__", "Attention.forward",
                                  "Attention.Inner.forward", "Block.made", "Block.wrapped",
                                  "Block.value"}, names)

    def test_where_no_class_can_be_found_a_method_has_its_own_name(self):
        for python in pythons().values():
            played = Played(python, "methods_without_self")
            names = {frames[1][2].split(".")[-1] for _, frames in played.sites().values() if frames}
            self.assertEqual((played.status, names), (0, {"deleted", "in_closure"}))

    def test_generators_and_coroutines_have_the_frames_that_resumed_them(self):
        for played in self.each("generators"):
            self.assertEqual(self.agree(played), 82)

    def test_what_c_code_calls_back_has_all_frames(self):
        for played in self.each("callbacks"):
            self.assertEqual(self.agree(played), 36)

    def test_they_are_the_same_while_a_program_is_traced_and_profiled(self):
        for played in self.each("traced"):
            self.assertEqual(self.agree(played), 132)

    def test_as_many_frames_are_kept_as_are_asked_for(self):
        for value, most in (("3", 3), ("0", 0), ("64", 64), ("1000", 64), ("x", 32),
                            ("-1", 32), ("18446744073709551617", 64)):
            for played in self.each("recursion", L1TRACE_FRAMES=value):
                self.assertEqual(self.agree(played, most), 8)

    def test_each_thread_has_its_own(self):
        for played in self.each("threads"):
            self.assertEqual(self.agree(played), 1000)

    def test_as_small_a_stack_as_python_allows_is_enough(self):
        for played in self.each("small_stacks"):
            sites = played.sites()
            for e in played.expected:
                self.assertRegex(sites[e["size_bytes"]][1][0][2], r"\bforward\Z", played.python)
            self.assertEqual(len(played.expected), 2)

    def test_a_thread_that_python_does_not_know_has_none(self):
        for played in self.each("foreign_thread"):
            self.assertEqual(self.agree(played), 2)

    def test_a_call_past_the_bindings_does_not_get_the_one_before(self):
        for played in self.each("past_the_bindings"):
            self.assertEqual(self.agree(played), 2)

    def test_code_that_took_the_place_of_other_code_is_not_mistaken_for_it(self):
        for played in self.each("short_lived_code"):
            self.assertEqual(self.agree(played), 3000)

    def test_an_op_that_took_the_place_of_another_is_not_mistaken_for_it(self):
        for played in self.each("short_lived_operations"):
            self.assertEqual(self.agree(played), 3000)

    def test_code_dies_when_the_program_lets_go_of_it(self):
        for played in self.each("nothing_is_held"):
            self.assertEqual(self.agree(played), 4)

    def test_what_the_runtime_calls_back_has_its_own(self):
        for played in self.each("called_back"):
            self.assertEqual(self.agree(played), 2)

    def test_a_refusal_comes_from_where_its_exception_does(self):
        for played in self.each("refused"):
            self.agree(played)
            trace, expected = played.traces[0], played.expected[-1]
            failure, = trace.of("failure")
            op, frames = played.site(trace, failure)
            self.assertEqual(frames, expected["frames"][:FRAMES_MAX])
            self.assertEqual(op, expected["op"] if played.has_ops else None)

    def test_what_an_op_refuses_in_its_own_words_is_recorded_once(self):
        for played in self.each("words_of_its_own"):
            trace = played.traces[0]
            failures = [(FAILURES[r.type], "Out of Memory" if r.type == 0 else r.blob.decode())
                        for r in trace.of("failure")]
            self.assertEqual(failures, [
                ("refused", "Too wide"), ("oom", "Out of Memory"), ("oom", "Out of Memory"),
                ("refused", "In a thread"), ("refused", "Too high")], played.python)
            first = trace.of("failure")[0]
            op, frames = played.site(trace, first)
            self.assertEqual(op, "ttnn.refuse" if played.has_ops else None)
            self.assertEqual([f[2].split(".")[-1] for f in frames[:2]],
                             ["must_refuse", "words_of_its_own"])
            more = [(n.a, n.b, n.blob.decode()) for n in trace.of("note") if n.code == 7]
            self.assertEqual(more[-1], (first.callsite, 4, "Too wide"))

    def test_a_forked_child_has_refusals_of_its_own(self):
        for played in self.each("refused_before_the_fork"):
            parent, child = ([r.blob for r in trace.of("failure")] for trace in played.traces)
            self.assertEqual((parent, child), ([b"Too wide"], [b"Too wide"]))

    def test_the_last_line_names_failures_and_what_explains_them(self):
        for played in self.each("words_of_its_own"):
            line = played.errors.splitlines()[-1]
            self.assertIn(" 5 failures; look: l1analyze explain '", line)
            self.assertTrue(line.endswith("/run.l1t'"), line)
        for played in self.each("calls"):
            self.assertNotIn("failure", played.errors)
            self.assertIn("; look: l1analyze peak '", played.errors)

    def test_the_last_line_names_all_files_and_explains_those_that_failed(self):
        for played in self.each("child_refused"):
            line = played.errors.splitlines()[-1]
            parent, child = (str(trace.path) for trace in played.traces)
            self.assertIn(f"l1record: '{parent}', '{child}' (one a process): ", line)
            self.assertTrue(line.endswith(f" 1 failure; look: l1analyze explain '{child}'"), line)

    def test_an_end_that_no_failure_explains_is_said(self):
        for python in pythons().values():
            played = Played(python, "dies")
            self.assertEqual(played.status, 1)
            self.assertIn("; the command ended with status 1, and no failure of the runtime was "
                          "seen; look: l1analyze peak '", played.errors.splitlines()[-1])

    def test_while_and_after_python_ends_there_are_none(self):
        for played in self.each("finalizing"):
            self.assertEqual(self.agree(played), 3)

    def test_a_forked_child_has_them_too(self):
        for played in self.each("forked"):
            self.assertEqual(len(played.traces), 2)
            parent, child = (
                [played.site(trace, r) for r in trace.of("alloc") if r.size_bytes == 128]
                for trace in played.traces)
            self.assertEqual(parent, child)
            self.agree(played)

    def test_after_a_pause_they_are_right_again(self):
        for played in self.each("paused"):
            played.expected.pop(1)          # nothing was recorded meanwhile
            self.assertEqual(self.agree(played), 2)

    def test_marks_enclose_what_is_done_in_them(self):
        for played in self.each("marked"):
            trace = played.traces[0]
            told = [(type(r).__name__, trace.strings[r.name]) if "mark" in type(r).__name__
                    else r.size_bytes for r in trace.of("mark_begin", "alloc", "mark_end")]
            begin, end = "mark_begin", "mark_end"
            self.assertEqual(told[1:], [
                64, (begin, "layer 3"), 128, (begin, "7"), 192, (end, "7"), (end, "layer 3"),
                (begin, "raises"), (end, "raises"), 256])

    def test_marks_do_nothing_where_nothing_is_recorded(self):
        for python in pythons().values():
            done = subprocess.run(
                [python, "-B", "-c", "import l1trace\nwith l1trace.mark('x'):\n    print('inside')"],
                env=dict(os.environ, PYTHONPATH=MARKS), stdout=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, done.stdout), (0, "inside\n"))

    def test_bindings_that_keep_the_lock_have_them_and_nothing_else_is_said(self):
        for played in self.each("calls", package="keeps"):
            self.assertGreater(self.agree(played), 50)
            self.assertNotIn("call sites", self.unknown(played))

    def test_bindings_that_hide_when_they_give_it_up_have_none_and_that_is_said(self):
        for played in self.each("threads", package="hides"):
            self.assertEqual({str(site) for site in played.sites().values()}, {str((None, []))})
            self.assertIn("call sites: no module that uses the runtime gives up",
                          self.unknown(played))

    def unknown(self, played):
        return "; ".join(n.blob.decode() for n in played.traces[0].of("note") if n.code == 4)

    def test_a_python_without_a_gil_is_not_asked_and_that_is_said(self):
        for played in self.each("threads", LD_PRELOAD=os.path.join(PACKAGE, "without_gil.so")):
            self.assertEqual({str(site) for site in played.sites().values()}, {str((None, []))})
            self.assertIn("call sites: this Python cannot be asked", self.unknown(played))

    def test_they_can_be_left_out(self):
        for played in self.each("calls", L1TRACE_CALLSITE="0"):
            self.assertEqual({site for site in map(str, played.sites().values())},
                             {str((None, []))})


if __name__ == "__main__":
    L1RECORD, PACKAGE = map(os.path.abspath, sys.argv[1:3])
    print("Pythons:", *pythons().values())
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
