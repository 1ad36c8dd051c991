#!/usr/bin/env python3
"""Names of C++ frames: by the files that they are in, if these are the ones that ran.

    symbols_test.py L1RECORD L1ANALYZE DRIVER STANDIN-LIBRARY yes|no
The last word: whether l1analyze was built with libdw.
"""
import csv
import io
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

L1RECORD, L1ANALYZE, DRIVER, LIBRARY, HAS_LIBDW = sys.argv[1:6]
SOURCE = "/tests/standin/driver_native.c:"


def environment(**more):
    return {**{k: v for k, v in os.environ.items() if not k.startswith("L1TRACE")}, **more}


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.trace = self.folder / "run.l1t"
        self.program = self.folder / "model"
        shutil.copy(DRIVER, self.program)

    def record(self, scenario="layers", **more):
        done = subprocess.run([L1RECORD, "-f", "-o", self.trace, "--", self.program, LIBRARY, scenario],
                              capture_output=True, text=True, env=environment(L1TRACE_NATIVE="1", **more))
        self.assertEqual(0, done.returncode, done.stderr)

    def ask(self, *words, status=0):
        done = subprocess.run([L1ANALYZE, *words], capture_output=True, text=True, errors="replace",
                              timeout=60, env=environment())
        self.assertEqual(status, done.returncode, done.stderr)
        return done.stdout

    def sites(self, *words, trace=None, status=0):
        rows = self.ask("callsites", "--format", "csv", *words, trace or self.trace, status=status)
        return [row["callsite"].split("; ") for row in csv.DictReader(io.StringIO(rows))]


class WithoutNames(Folder):
    def test_a_frame_is_its_module_and_the_place_in_it(self):
        self.record()
        for frames in self.sites():
            self.assertRegex(frames[0], r"/libstandin_new\.so\+0x[0-9a-f]+$")
            self.assertRegex(frames[1], rf"^{self.program}\+0x[0-9a-f]+$")

    def test_the_place_is_what_addr2line_takes(self):
        self.record()
        place = self.sites()[0][1].split("+")[1]
        line = subprocess.run(["addr2line", "-f", "-e", self.program, place], capture_output=True,
                              text=True, check=True).stdout.split()
        self.assertEqual("allocate_inline", line[0])
        self.assertIn(SOURCE, line[1])

    def test_frames_of_libraries_are_hidden_and_the_programs_are_not(self):
        library = self.folder / "libtt_metal.so"
        shutil.copy(LIBRARY, library)
        subprocess.run([L1RECORD, "-o", self.trace, "--", self.program, library, "layers"], check=True,
                       capture_output=True, env=environment(L1TRACE_NATIVE="1"))
        table = self.ask("callsites", "--no-group", "--width", "0", self.trace)
        self.assertNotIn("libtt_metal", table)
        self.assertIn("/model+0x", table)
        self.assertNotIn("libc.so.6", table)
        self.assertIn("libtt_metal", self.ask("callsites", "--hide", "none", "--width", "0", self.trace))

    def test_groups_without_names_are_places(self):
        self.record()
        self.assertIn("libstandin_new.so+0x", self.ask("callsites", "--by", "function", self.trace))
        groups = self.ask("callsites", "--by", "function", "--hide", "libstandin", self.trace)
        self.assertIn(" model+0x", groups)


@unittest.skipIf(HAS_LIBDW == "yes", "built with libdw")
class Refused(Folder):
    def test_without_libdw_names_are_refused(self):
        self.record()
        self.ask("callsites", "--symbols", self.trace, status=2)


@unittest.skipIf(HAS_LIBDW != "yes", "built without libdw")
class Names(Folder):
    def test_functions_and_lines_are_those_of_the_source(self):
        self.record()
        source = pathlib.Path(__file__).parent.parent / "standin" / "driver_native.c"
        lines = source.read_text().split("\n")
        sites = self.sites("--symbols")
        self.assertEqual(2, len(sites))         # the loop's, and the one after it
        for frames in sites:
            # the first is inline in the second
            for frame, name, text in ((frames[1], "allocate_inline", "s->alloc("),
                                      (frames[2], "allocate", "allocate_inline()"),
                                      (frames[3], "allocate_and_free", "allocate()")):
                place, function = frame.split(" ")
                self.assertEqual(name, function)
                self.assertIn(SOURCE, place)
                self.assertIn(text, lines[int(place.rsplit(":", 1)[1]) - 1])
            self.assertTrue(frames[-1].endswith(" _start") or "+0x" in frames[-1], frames[-1])

    def test_frames_with_names_are_grouped_and_hidden_as_all_others(self):
        self.record()
        hide = ["--hide", "libstandin", "--hide", "/standin/runtime_"]
        self.assertIn("driver_native.c:allocate_inline ",
                      self.ask("callsites", "--symbols", *hide, "--by", "function", self.trace))
        self.assertIn("allocate_and_free ", self.ask(
            "callsites", "--symbols", *hide, "--width", "0", "--by", "frame 3", self.trace))
        self.assertIn("layers ", self.ask("callsites", "--symbols", *hide, "--hide", "^allocate",
                                           "--width", "0", "--by", "frame 1", self.trace))

    def test_a_database_keeps_the_names(self):
        self.record()
        self.ask("load", "--symbols", "-o", str(self.folder / "run.db"), self.trace)
        self.program.unlink()
        self.assertIn(SOURCE, self.sites(trace=self.folder / "run.db")[0][1])

    def test_a_forked_childs_trace_has_names_too(self):
        self.record("forked")
        child, = self.folder.glob("run.*.l1t")
        freed = self.ask("query", "--symbols", "--format", "csv", "SELECT c.callsite FROM buffer b "
                         "JOIN callsite c ON c.run = b.run AND c.id = b.free_callsite", child)
        self.assertRegex(freed, r"/driver\.c:\d+ forked; ")

    def unnamed(self):
        frames = self.sites("--symbols")[0]
        self.assertIn("runtime_buffers.c:", frames[0])  # the library is still there
        self.assertRegex(frames[1], rf"^{self.program}\+0x[0-9a-f]+$")

    def test_a_file_that_is_gone_gives_no_names(self):
        self.record()
        self.program.unlink()
        self.unnamed()

    def test_another_file_in_its_place_gives_no_names(self):
        self.record()
        self.program.unlink()
        shutil.copy(L1ANALYZE, self.program)
        self.unnamed()

    def test_what_is_no_file_is_not_read(self):
        self.record()
        self.program.unlink()
        os.mkfifo(self.program)
        self.unnamed()
        self.program.unlink()
        self.program.mkdir()
        self.unnamed()

    def test_a_file_without_symbols_gives_no_names(self):
        self.record()
        subprocess.run(["strip", "--strip-all", self.program], check=True)
        self.unnamed()

    def test_a_file_without_lines_gives_functions(self):
        self.record()
        subprocess.run(["strip", "--strip-debug", self.program], check=True)
        frames = self.sites("--symbols")[0]
        self.assertRegex(frames[1], rf"^{self.program}\+0x[0-9a-f]+ allocate$")

    def test_damaged_files_do_no_harm(self):
        self.record()
        whole = self.program.read_bytes()
        rng = random.Random(1)
        for i in range(30):
            damaged = bytearray(whole)
            if i % 3 == 0:
                del damaged[rng.randrange(64, len(damaged)):]
            for _ in range(rng.choice((1, 8, 200))):
                damaged[rng.randrange(1024, len(damaged))] = rng.randrange(256)
            self.program.unlink()
            self.program.write_bytes(damaged)
            for frames in self.sites("--symbols"):
                self.assertIn("runtime_buffers.c:", frames[0])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
