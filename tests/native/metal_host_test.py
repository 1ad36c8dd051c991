#!/usr/bin/env python3
"""A C++ program with the real runtime: its call sites lead through the runtime's library, which has
no frame pointers, into its own functions.

    metal_host_test.py L1RECORD L1ANALYZE HOST VENVS VERSION yes|no
Exit: 77 where the real runtime cannot run; prepare.sh in tests/ttnn says why.
"""
import csv
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

L1RECORD, L1ANALYZE, HOST, VENVS, VERSION, HAS_LIBDW = sys.argv[1:7]
PREPARE = pathlib.Path(__file__).resolve().parent.parent / "ttnn" / "prepare.sh"


def package():
    done = subprocess.run([PREPARE, VENVS, VERSION], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    found = pathlib.Path(done.stdout.strip()).parent.parent.glob("lib/python3.*/site-packages/ttnn")
    return next(found)


class Host(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.trace = pathlib.Path(cls.folder.name) / "run.l1t"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("L1TRACE")}
        environment.update(L1TRACE_NATIVE="1", L1TRACE_MOCK_TTNN=str(PACKAGE),
                           L1TRACE_MOCK_COMPILER="stand-in")
        cls.done = subprocess.run(
            [L1RECORD, "--mock", "n150", "-o", cls.trace, "--", HOST,
             PACKAGE / "build" / "lib" / "libtt_metal.so"],
            cwd=cls.folder.name, env=environment, capture_output=True, text=True, timeout=120)

    def ask(self, *words):
        return subprocess.run([L1ANALYZE, *words, self.trace], capture_output=True, text=True, check=True,
                              timeout=120).stdout

    def sites(self, *words):
        rows = csv.DictReader(io.StringIO(self.ask("callsites", "--format", "csv", *words)))
        return [row["callsite"].split("; ") for row in rows]

    def test_the_host_ran_as_without_a_recorder(self):
        self.assertEqual(0, self.done.returncode, self.done.stderr[-2000:])
        self.assertIn("first\nsecond\n", self.done.stdout)

    def test_each_buffer_has_a_call_site_that_ends_where_its_thread_began(self):
        sites = self.sites()
        self.assertEqual(2, len(sites))
        for frames in sites:
            self.assertIn("/libtt_metal.so+0x", frames[0])
            self.assertTrue(any(f.startswith(HOST + "+0x") for f in frames), frames)
            self.assertNotIn("l1trace-ttmetal", " ".join(frames))
            self.assertRegex(frames[-1], r"/(native_metal_host|libc\.so\.6)\+0x")

    def test_tables_begin_with_the_programs_own_frames(self):
        table = self.ask("callsites", "--no-group", "--width", "0")
        self.assertNotIn("libtt_metal", table)
        self.assertEqual(2, sum("native_metal_host+0x" in line for line in table.split("\n")))

    @unittest.skipIf(HAS_LIBDW != "yes", "built without libdw")
    def test_its_functions_and_the_runtimes_have_names(self):
        functions = [[frame.split(" ")[-1] for frame in frames] for frames in self.sites("--symbols")]
        for names in functions:
            self.assertIn("tt::tt_metal::distributed::MeshBuffer::create", names)
            self.assertIn("model::Block::allocate<..>", names)
        self.assertEqual(1, sum("model::first_layer" in names and "main" in names for names in functions))
        self.assertIn("model::Block::allocate<..> ", self.ask("callsites", "--symbols", "--by", "function"))


PACKAGE = package()
unittest.main(argv=sys.argv[:1])
