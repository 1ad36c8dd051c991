#!/usr/bin/env python3
"""l1record without TT-Metal: l1record_test.py L1RECORD-PROGRAM [unittest options]"""
import ctypes
import glob
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

L1RECORD = os.path.abspath(sys.argv.pop(1))
PR_SET_CHILD_SUBREAPER = 36
COUNT_SIGNALS = """
import signal, sys, time
counts = {}
def count(number, frame): counts[number] = counts.get(number, 0) + 1
for number in map(int, sys.argv[1:]): signal.signal(number, count)
print('ready', flush=True)
end = time.time() + 20
while sum(counts.values()) < len(sys.argv) - 1 and time.time() < end: time.sleep(0.01)
time.sleep(0.1)
print(sorted(counts.items()), flush=True)
"""
LEFT_BEHIND = """
import l1trace, os
if not os.fork():
    with l1trace.mark('child'): pass
    os._exit(0)
os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)         # it has ended, and nobody is told
"""
SHOW = "import os; print(os.environ.get('L1TRACE_MOCK_TTNN'))"


class L1recordTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name).resolve()
        self.environment = dict(os.environ, TMPDIR=str(self.path / "tmp"))
        for name in ("L1TRACE", "L1TRACE_MOCK_TTNN", "TT_METAL_RUNTIME_ROOT", "TT_METAL_HOME"):
            self.environment.pop(name, None)
        (self.path / "tmp").mkdir()

    def tearDown(self):
        self.assertEqual(os.listdir(self.path / "tmp"), [], "private folders are left")
        self.folder.cleanup()

    def run_it(self, *words, **changes):
        return subprocess.run([L1RECORD, *words], cwd=self.path, text=True, timeout=60,
                              env=dict(self.environment, **changes), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)

    def make_package(self, where):
        package = self.path / where / "ttnn"
        for part in ("tt_metal", "runtime/hw"):
            (package / part).mkdir(parents=True)
        (package / "__init__.py").touch()
        return package

    def test_status_of_the_command_is_returned(self):
        for command, status in (("exit 0", 0), ("exit 77", 77), ("kill -9 $$", 137),
                                ("kill -TERM $$", 143)):
            self.assertEqual(self.run_it("sh", "-c", command).returncode, status)

    def test_options_of_the_command_are_its_own(self):
        self.assertEqual(self.run_it("echo", "-f", "-o", "x").stdout, "-f -o x\n")

    def test_signals_reach_the_command_once(self):
        numbers = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2,
                   signal.SIGTERM, signal.SIGALRM]
        process = subprocess.Popen(
            [L1RECORD, sys.executable, "-c", COUNT_SIGNALS, *(str(int(n)) for n in numbers)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=self.path,
            env=self.environment)
        self.assertEqual(process.stdout.readline(), "ready\n")
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.02)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(eval(out), sorted((int(n), 1) for n in numbers))
        self.assertEqual(process.returncode, 0)

    def test_an_existing_preload_comes_behind_ours(self):
        out = self.run_it("sh", "-c", "echo $LD_PRELOAD", LD_PRELOAD="/no/other.so").stdout
        ours, other = out.strip().split(":")
        self.assertTrue(ours.endswith("libl1trace-ttmetal.so"))
        self.assertEqual(other, "/no/other.so")

    def test_a_preloaded_sanitizer_stays_in_front(self):
        others = "/no/other.so /no/libasan.so.8:/no/libubsan.so.1 /no/libasantic.so"
        out = self.run_it("sh", "-c", "echo $LD_PRELOAD", LD_PRELOAD=others).stdout
        names = [os.path.basename(path) for path in out.strip().split(":")]
        self.assertEqual(names, ["libasan.so.8", "libubsan.so.1", "libl1trace-ttmetal.so",
                                 "other.so", "libasantic.so"])

    def test_programs_built_with_sanitizers_run_as_they_do_without_us(self):
        source = self.path / "plain.c"
        source.write_text("""#include <stdio.h>
#include <stdlib.h>
int main(void) { puts("ran"); return system("bash -c 'echo so did its child'") != 0; }
""")
        for kind in ("address", "thread", "undefined"):
            program = str(self.path / kind)
            try:
                made = subprocess.run(["cc", f"-fsanitize={kind}", "-o", program, str(source)],
                                      stderr=subprocess.DEVNULL)
            except FileNotFoundError:
                self.skipTest("no compiler")
            if made.returncode or subprocess.run([program], stdout=subprocess.DEVNULL).returncode:
                continue        # not here
            result = self.run_it(program)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("ran", result.stdout)
            self.assertIn("so did its child", result.stdout)
        mine = self.run_it("sh", "-c", "echo $ASAN_OPTIONS", ASAN_OPTIONS="a=b").stdout.strip()
        self.assertEqual(mine, "verify_asan_link_order=0:a=b")

    def test_a_trace_is_known_though_the_clock_stepped_back(self):
        write = """if True:
            import os, struct, sys
            def header(path, wall_ns):
                start = (b"\\x89L1T\\r\\n\\x1a\\n" +
                         struct.pack("<IIQQQ20x", 1, 64, 77, wall_ns, os.getpid()))
                check = 0x811c9dc5
                for byte in start:
                    check = (check ^ byte) * 0x01000193 % 2**32
                open(path, "wb").write(start + struct.pack("<I", check))
            header(sys.argv[1], int(sys.argv[2]))
            """
        now_ns = time.time_ns()
        subprocess.run([sys.executable, "-c", write, self.path / "old.1.1.l1t", str(now_ns + 10**12)],
                       check=True)
        result = self.run_it("-o", "old.l1t", sys.executable, "-c", write, "old.l1t",
                             str(now_ns - 400 * 86400 * 10**9))
        self.assertIn("old.l1t': ", result.stderr)
        self.assertNotIn("old.1.1.l1t", result.stderr)

    def test_a_process_that_has_ended_and_whose_parent_never_asks_is_over(self):
        """This process takes what the command leaves behind, as the first process of a container does."""
        subreaper = ctypes.CDLL(None).prctl
        self.assertEqual(subreaper(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0)
        self.addCleanup(subreaper, PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
        done = self.run_it("-o", "%p.l1t", sys.executable, "-c", LEFT_BEHIND)
        self.assertEqual(os.waitpid(-1, 0)[1], 0)       # it was still there
        self.assertEqual((done.returncode, done.stderr.count("\n")), (0, 1), done.stderr)
        self.assertNotIn("still being recorded", done.stderr)
        self.assertEqual(len(glob.glob(str(self.path / "*.l1t"))), 1)
        self.assertEqual(glob.glob(str(self.path / "*.live")), [])

    def test_its_python_module_can_be_imported_and_comes_behind_all_else(self):
        show = "import sys, l1trace; print(l1trace.mark.__name__); print(sys.path[1:3])"
        for others in ("", "/no/other"):
            result = self.run_it(sys.executable, "-B", "-c", show, PYTHONPATH=others)
            self.assertEqual(result.returncode, 0, result.stderr)
            name, paths = result.stdout.splitlines()
            self.assertEqual(name, "mark")
            ours = eval(paths)[1 if others else 0]
            self.assertTrue(ours.endswith("share/l1trace/python"), ours)
            self.assertEqual(eval(paths)[0], others or ours)

    def test_the_trace_name_is_absolute_and_percent_signs_of_folders_are_doubled(self):
        (self.path / "100%p").mkdir()
        out = subprocess.run([L1RECORD, "-o", "a.l1t", "sh", "-c", "echo $L1TRACE"], text=True,
                             cwd=self.path / "100%p", env=self.environment,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        self.assertEqual(out, f"{self.path}/100%%p/a.l1t\n")

    def test_force_removes_the_old_trace_and_its_live_file(self):
        for name in ("a.l1t", "a.l1t.live"):
            (self.path / name).write_text("old")
        self.assertEqual(self.run_it("-o", "a.l1t", "true").returncode, 2)
        self.assertEqual((self.path / "a.l1t").read_text(), "old")
        self.assertEqual(self.run_it("-f", "-o", "a.l1t", "true").returncode, 0)
        self.assertEqual(glob.glob(f"{self.path}/a.l1t*"), [])

    def test_mock_finds_the_ttnn_that_the_interpreter_would_import(self):
        package = str(self.make_package("here"))
        script = self.path / "show.py"
        script.write_text(f"#!{sys.executable}\n{SHOW}\n")
        script.chmod(0o755)
        other = str(self.make_package("beside"))
        (self.path / "beside" / "show.py").write_text(SHOW)
        with_path = {"PYTHONPATH": str(self.path / "here")}
        for words, expected in ((("show.py",), package), (("-c", SHOW), package),
                                (("-u", "-W", "ignore", "show.py"), package),
                                (("beside/show.py",), other)):
            result = self.run_it("--mock", "n150", "--", sys.executable, *words, **with_path)
            self.assertEqual((result.stdout.strip(), result.returncode), (expected, 0))
        self.assertEqual(self.run_it("--mock", "p150", "--", "./show.py", **with_path)
                         .stdout.strip(), package)

    def test_mock_without_any_ttnn_is_refused_with_a_cure(self):
        result = self.run_it("--mock", "n150", "--", sys.executable, "-I", "-S", "-c", "pass")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertIn("ttnn", result.stderr)

    def test_mock_prepares_a_whole_private_root(self):
        package = self.make_package("here")
        look = ("import os; root = os.environ['TT_METAL_RUNTIME_ROOT']; "
                "print(sorted(os.listdir(root)), sorted(os.listdir(root + '/runtime')), "
                "os.path.isfile(os.environ['TT_METAL_MOCK_CLUSTER_DESC_PATH']))")
        result = self.run_it("--mock", "n300", "--", sys.executable, "-c", look,
                             PYTHONPATH=str(package.parent))
        self.assertEqual(result.stdout.strip(), str(sorted(
            ["__init__.py", "runtime", "tt_metal"])) + " ['hw', 'sfpi'] True")

    def test_a_signal_at_any_instant_leaves_no_folder(self):
        package = self.make_package("here")
        for _ in range(40):
            process = subprocess.Popen(
                [L1RECORD, "--mock", "n150", "--", sys.executable, "-S", "-c",
                 "import time; time.sleep(5)"], cwd=self.path, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(self.environment, L1TRACE_MOCK_TTNN=str(package)))
            time.sleep(random.random() * 0.03)
            process.terminate()
            process.wait(timeout=60)

    def test_the_stand_in_compiler_links_what_the_runtime_reads(self):
        package = self.make_package("here")
        compile_it = ("import os, subprocess; cc = os.environ['TT_METAL_RUNTIME_ROOT'] + "
                      "'/runtime/sfpi/compiler/bin/riscv-tt-elf-g++'\n"
                      "for words in (['--version'], ['-c', '-o', 'a.o', '-MF', 'a.d', 'a.cc'], "
                      "['-o', 'a.elf', 'a.o']): subprocess.run([cc, *words], check=True)")
        (self.path / "a.cc").touch()
        result = self.run_it("--mock", "n150", "--", sys.executable, "-c", compile_it,
                             PYTHONPATH=str(package.parent))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue((self.path / "a.d").read_text().startswith("a.o:"))
        elf = (self.path / "a.elf").read_bytes()
        self.assertEqual(elf[:6], b"\x7fELF\x01\x01")
        kind, machine, _, entry, segments = struct.unpack_from("<HHIII", elf, 16)
        self.assertEqual((kind, machine), (2, 243))
        load, _, address, physical, size = struct.unpack_from("<IIIII", elf, segments)
        self.assertEqual((load, address), (1, entry))
        second = struct.unpack_from("<IIIII", elf, segments + 32)
        self.assertEqual(second[0], 1)
        self.assertEqual(second[3], physical + size)


if __name__ == "__main__":
    unittest.main()
