#!/usr/bin/env python3
"""l1trace.path, enabled, flush and peak in processes that record, or do not.

    calls_test.py LIBL1TRACE L1ANALYZE FOLDER-OF-THE-MODULE
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

LIBRARY, L1ANALYZE, MODULE = sys.argv[1:4]


class Calls(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_it(self, text, **environment):
        done = subprocess.run([sys.executable, "-B", "-c", "import json, os, l1trace\n" + textwrap.dedent(text)],
                              env=dict(os.environ, PYTHONPATH=MODULE, L1ANALYZE=L1ANALYZE, **environment),
                              cwd=self.folder.name, stdout=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 0)
        return json.loads(done.stdout)

    def record(self, text, name="a.l1t"):
        return self.run_it(text, LD_PRELOAD=LIBRARY, L1TRACE=name)

    def test_the_path_is_known_from_the_first_event_on(self):
        before, after, pid = self.record("""
            before = l1trace.path()
            with l1trace.mark("x"): pass
            print(json.dumps([before, l1trace.path(), os.getpid()]))""", "100%%_%p.l1t")
        self.assertIsNone(before)
        self.assertEqual(after, os.path.join(os.path.realpath(self.folder.name), f"100%_{pid}.l1t"))

    def test_the_path_is_the_one_that_was_free(self):
        (pathlib.Path(self.folder.name) / "a.l1t").write_text("taken")
        path, pid = self.record("""
            with l1trace.mark("x"): pass
            print(json.dumps([l1trace.path(), os.getpid()]))""")
        self.assertEqual(os.path.basename(path), f"a.{pid}.1.l1t")

    def test_a_forked_child_has_no_path_before_its_own(self):
        of_parent, before, after = self.record("""
            with l1trace.mark("x"): pass
            out, into = os.pipe()
            if not os.fork():
                before = l1trace.path()
                with l1trace.mark("y"): pass
                os.write(into, json.dumps([before, l1trace.path()]).encode())
                os._exit(0)
            os.wait()
            print(json.dumps([l1trace.path(), *json.loads(os.read(out, 9999))]))""")
        self.assertIsNone(before)
        self.assertNotIn(after, (None, of_parent))

    def test_what_was_flushed_is_there_to_be_asked(self):
        rows, peak = self.record("""
            from l1trace import analyzer
            with l1trace.mark("x"): pass
            l1trace.flush()
            print(json.dumps([analyzer.rows("marks", l1trace.path()), l1trace.peak()]))""")
        self.assertEqual([r["name"] for r in rows], ["x"])
        self.assertIsNone(peak)

    def test_where_nothing_is_recorded_nothing_is_said(self):
        self.assertEqual(self.run_it("""
            l1trace.flush()
            with l1trace.mark("x"): pass
            print(json.dumps([l1trace.path(), l1trace.enabled(), l1trace.peak(), l1trace.peak("x")]))"""),
            [None, False, None, None])

    def test_what_is_no_answer_is_refused_in_the_words_of_l1analyze(self):
        self.assertIn("cannot read", self.run_it("""
            from l1trace import analyzer
            try:
                analyzer.rows("peak", "not there.l1t")
            except analyzer.Refused as error:
                print(json.dumps(str(error)))"""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
