"""What the variables of a program's sources, and the names that it gives, become in a trace, in a
database, and where people read.

    variables_test.py LIBL1TRACE L1ANALYZE FOLDER-OF-L1TRACE.PY
"""
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

U8, U16, U32, U64 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_uint64
L1, L1_SMALL = 1, 3
ENQUEUED, MADE = 4, 8

SOURCE = textwrap.dedent("""\
    class Model:
        def __init__(self, device):
            self.kv_cache = ttnn.zeros(
                [1, 8, 128, 64], device=device)
        def forward(self, x):
            q = ttnn.linear(x, self.w)
            return ttnn.add(ttnn.exp(q), 1)
    out = model.forward(x)
    """)


class Device(ctypes.Structure):
    _fields_ = [("mesh", U64), ("chips", ctypes.POINTER(U32)), ("chip_count", ctypes.c_size_t),
                ("grid_x", U64), ("grid_y", U64), ("l1_bytes", U64), ("unreserved_base", U64),
                ("l1_small_bytes", U64), ("kernel_config_bytes", U64), ("bank_count", U64),
                ("bank_bytes", U64), ("arch", ctypes.c_char_p), ("dram_bank_count", U64),
                ("dram_bank_bytes", U64), ("dram_base", U64)]


class Buffer(ctypes.Structure):
    _fields_ = [("id", U64), ("size_bytes", U64), ("address", U64), ("bytes_per_core", U64),
                ("device", U32), ("page_bytes", U32), ("cores", U32), ("callsite", U32),
                ("core_count", U16), ("type", U8), ("layout", U8), ("flags", U8)]


class Frame(ctypes.Structure):
    _fields_ = [("file", ctypes.c_char_p), ("line", U32), ("function", ctypes.c_char_p)]


class Value:
    def __init__(self, value):
        self.value = value


class Tensor:
    """As much of one as l1trace.name() asks for."""
    def __init__(self, address, kind=L1, mesh=7, where="StorageType.DEVICE", allocated=True):
        self.address, self.kind, self.mesh = address, kind, mesh
        self.where, self.allocated = where, allocated

    def storage_type(self):
        return self.where

    def is_allocated(self):
        return self.allocated

    def memory_config(self):
        return type("Config", (), {"buffer_type": Value(self.kind)})

    def device(self):
        return type("Device", (), {"id": lambda _: self.mesh})()

    def buffer_address(self):
        return self.address


def record(source):
    """In a process of its own, which records."""
    import l1trace
    lib = ctypes.CDLL(None)

    def site(op, *frames):
        """The op stands before the frames, in a frame without file and line."""
        all_frames = [Frame(None, 0, op.encode())] if op else []
        all_frames += [Frame(source.encode(), line, function.encode()) for line, function in frames]
        return lib.l1trace_callsite((Frame * len(all_frames))(*all_frames),
                                    ctypes.c_size_t(len(all_frames)))

    def opened(mesh):
        return lib.l1trace_device_open(ctypes.byref(Device(
            mesh, (U32 * 1)(mesh - 7), 1, 8, 8, 1500000, 100000, 1000, 1000, 64, 1400000, b"wormhole_b0",
            0, 0, 0)))

    def alloc(number, address, callsite, device=1, kind=L1, flags=0):
        lib.l1trace_alloc(ctypes.byref(Buffer(number, 6400, address, 100, device, 100, 0, callsite, 0, kind,
                                              0, flags)))

    first, second = opened(7), opened(8)
    main = (8, "<module>")
    zeros = site("ttnn.zeros", (3, "Model.__init__"), main)
    linear = site("ttnn.linear", (6, "Model.forward"), main)
    alloc(1, 1000000, zeros, first)
    alloc(2, 1000100, linear, first)
    alloc(3, 1000200, site("ttnn.add", (7, "Model.forward"), main), first)
    alloc(4, 1000300, site("ttnn.exp", (7, "Model.forward"), main), first)
    alloc(5, 1000400, linear, first, flags=MADE)
    alloc(6, 1000500, linear, first, flags=ENQUEUED)
    alloc(7, 1000600, linear, first)
    lib.l1trace_free_at(U64(7), first, L1, linear)       # by the op itself
    alloc(8, 1000700, linear, first)
    lib.l1trace_free_at(U64(8), first, L1, site(None, (6, "Model.forward"), main))  # for the next pass
    alloc(9, 1000800, linear, first)
    lib.l1trace_note(8, U64(9), U64(lib.l1trace_string(b"socket", ctypes.c_size_t(6))), None)
    # several at one address
    alloc(10, 1001000, linear, first)
    lib.l1trace_free(U64(10), first, L1)
    alloc(11, 1001000, linear, first)
    alloc(12, 1001000, linear, second)
    alloc(13, 1001000, linear, second, L1_SMALL)
    l1trace.name(Tensor(1001000), "named")
    l1trace.name(Tensor(1001000, mesh=8, kind=L1_SMALL), "another")
    alloc(14, 1002000, linear, first)
    tensor = Tensor(1002000)
    assert l1trace.name(tensor, "first") is tensor
    l1trace.name(tensor, "x\x1b[31m")
    for foreign in (None, 3, "x", object(), Tensor(1000100, where="StorageType.HOST"),
                    Tensor(1000100, allocated=False), Tensor("nothing"), Tensor(1000100, mesh=9),
                    Tensor(1000100, kind=0), Tensor(999)):
        assert l1trace.name(foreign, "foreign") is foreign
    lib.l1trace_flush()


VARIABLES = {1: "self.kv_cache", 2: "q", 3: "out", 4: None, 5: None, 6: None, 7: None, 8: "q", 9: None,
             10: "q", 11: "named", 12: "q", 13: "another", 14: "x\x1b[31m"}


class Variables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.source = cls.path("model.py")
        with open(cls.source, "w", encoding="utf-8") as f:
            f.write(SOURCE)
        cls.made = os.stat(cls.source).st_mtime_ns
        cls.trace = cls.path("run.l1t")
        subprocess.run([sys.executable, "-B", __file__, "record", cls.source], check=True, env=dict(
            os.environ, LD_PRELOAD=LIBRARY, L1TRACE=cls.trace, PYTHONPATH=MODULE))
        cls.database = cls.path("run.db")
        subprocess.run([L1ANALYZE, "load", cls.trace, "-o", cls.database], check=True, env=cls.plain())

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def tearDown(self):
        os.utime(self.source, ns=(self.made, self.made))

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @staticmethod
    def plain(**more):
        return {k: v for k, v in os.environ.items() if k not in ("L1TRACE_SOURCES", "L1TRACE_HIDE")} | more

    def ask(self, *words, path=None, **more):
        done = subprocess.run([L1ANALYZE, *words, path or self.trace], check=True, env=self.plain(**more),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return done.stdout

    def variables(self, sql="SELECT buffer, variable FROM buffers ORDER BY 1", **more):
        rows = json.loads(self.ask("query", sql, "--format", "json", **more))
        return {r["buffer"]: r["variable"] for r in rows}

    def test_a_buffer_has_the_variable_of_its_line_or_the_name_that_it_was_given(self):
        self.assertEqual(self.variables(), VARIABLES)

    def test_a_database_has_what_its_trace_had(self):
        self.assertEqual(self.variables(path=self.database), VARIABLES)

    def test_of_a_source_that_was_changed_only_a_database_that_was_made_before_has_them(self):
        os.utime(self.source)
        given = {n: v for n, v in VARIABLES.items() if n in (11, 13, 14)}
        self.assertEqual(self.variables(), dict.fromkeys(VARIABLES) | given)
        self.assertEqual(self.variables(path=self.database), VARIABLES)
        # of its own trace, read again
        changes = "SELECT DISTINCT b.buffer, b.variable FROM buffers b JOIN change USING (run) ORDER BY 1"
        self.assertEqual(self.variables(changes, path=self.database), VARIABLES)

    def test_without_sources_given_names_stay(self):
        given = {n: v for n, v in VARIABLES.items() if n in (11, 13, 14)}
        self.assertEqual(self.variables(L1TRACE_SOURCES="0"), dict.fromkeys(VARIABLES) | given)

    def test_call_sites_alone_have_them_too(self):
        rows = json.loads(self.ask("query", "SELECT variable FROM callsite WHERE op = 'ttnn.linear' "
                                   "ORDER BY id", "--format", "json"))
        self.assertEqual(rows, [{"variable": "q"}])

    def test_verbs_show_them_at_80_columns(self):
        for words in (["leaks"], ["uses"], ["at", "--time"], ["uses", "--dead"]):
            if words == ["at", "--time"]:
                words = ["at", self.last_ns()]
            output = self.ask(*words, "--width", "80")
            self.assertTrue(max(map(len, output.splitlines())) <= 80, output)
            self.assertIn("self.kv_cache", output.replace("\n", ""), words)
            self.assertNotIn("\x1b", output)

    def last_ns(self):
        return json.loads(self.ask("query", "SELECT max(alloc_ns) || 'ns' AS t FROM buffers",
                                   "--format", "json"))[0]["t"]

    def test_what_records_nothing_names_nothing(self):
        subprocess.run([sys.executable, "-B", "-c", "import l1trace; assert l1trace.name(7, 'x') == 7"],
                       check=True, env=dict(os.environ, PYTHONPATH=MODULE))


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record(sys.argv[2])
    else:
        LIBRARY, L1ANALYZE, MODULE = sys.argv[1:4]
        unittest.main(argv=sys.argv[:1])
