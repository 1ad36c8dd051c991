"""
export --to torch-snapshot: Python unpickles it without an import, and replayed as PyTorch's memory_viz
does it, block by block, it holds what peak and timeline print. Traces are those of real runs, of a mesh,
of random events, and one that attacks.

    torch_snapshot_test.py L1ANALYZE MAKE_NASTY MAKE_MESH ORACLE_RECORD TRACE...
"""
import csv
import io
import os
import pickle
import pickletools
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "stacks"))
from recordings import Recordings

ANALYZE, NASTY, MESH, RANDOM, SAMPLES = *sys.argv[1:5], sys.argv[5:]
SEEDS = range(1, 9)
WINDOWS = (["--from", "30%", "--to", "60%"], ["--device", "0"], ["--core", "1,1"])
# The opcodes that the page reads; all others end it.
READ_BY_PAGE = {"PROTO", "APPEND", "APPENDS", "BINGET", "BININT", "BININT1", "BININT2", "EMPTY_DICT", "EMPTY_LIST",
                "FRAME", "LONG1", "LONG_BINGET", "MARK", "MEMOIZE", "SETITEM", "SETITEMS", "SHORT_BINUNICODE",
                "BINUNICODE", "STOP"}
SHARED = "bytes that several devices use"


class OnlyValues(pickle.Unpickler):
    def find_class(self, module, name):
        raise AssertionError((module, name))


def ask(*words, code=(0, 4)):
    done = subprocess.run([ANALYZE, *words], capture_output=True, check=False)
    assert done.returncode in code, (words, done)
    return done.stdout.decode("utf-8", "replace")


def rows(*words):
    csv.field_size_limit(1 << 24)
    return list(csv.DictReader(io.StringIO(ask(*words, "--format", "csv"), newline="")))


def replay(events):
    """What is held after each event, and the blocks that are there after the last."""
    held, there, requested = [], {}, set()
    for e in events:
        if e["action"] == "alloc":
            assert e["addr"] not in there and e["size"] > 0, e
            there[e["addr"]] = e
        elif e["action"] == "free_requested":
            requested.add(e["addr"])
        else:
            assert e["action"] == "free_completed" and e["addr"] in requested, e
            requested.remove(e["addr"])
            assert there.pop(e["addr"])["size"] == e["size"]
        held.append((held[-1] if held else 0) + {"alloc": e["size"], "free_completed": -e["size"]}.get(e["action"], 0))
    return held, there


class Snapshot(Recordings):
    @classmethod
    def setUpClass(cls):
        cls.make((NASTY, MESH, RANDOM), SEEDS)

    def export(self, *words):
        file = self.path("out.pickle")
        self.said = ask("export", "--to", "torch-snapshot", "-f", "-o", file, *words)
        with open(file, "rb") as opened:
            return opened.read()

    def devices(self, *words):
        """(events, held, segment) of each device; the segment's blocks fit it and are what is there."""
        whole = OnlyValues(io.BytesIO(self.export(*words))).load()
        self.assertEqual([s["device"] for s in whole["segments"]], list(range(len(whole["device_traces"]))))
        devices = []
        for events, segment in zip(whole["device_traces"], whole["segments"]):
            held, there = replay(events)
            end = segment["address"]
            for block in segment["blocks"]:
                self.assertEqual(block["address"], end)
                end += block["size"]
            self.assertEqual(end, segment["address"] + segment["total_size"])
            for e in events:
                self.assertGreaterEqual(e["addr"], segment["address"])
                self.assertLessEqual(e["addr"] + e["size"], end)
            active = [b for b in segment["blocks"] if b["state"] == "active_allocated"]
            self.assertEqual({b["address"]: (b["size"], b["frames"], b.get("user_metadata")) for b in active},
                             {a: (e["size"], e["frames"], e["user_metadata"] if e["user_metadata"] != SHARED else None)
                              for a, e in there.items()})
            devices.append((events, held, segment))
        return devices

    def peak(self, *words):
        return max([int(row["peak_bytes"]) for row in rows("peak", *words)], default=0)

    def test_its_peak_is_that_of_the_fullest_core(self):
        for trace in [*SAMPLES, self.nasty, self.mesh, *self.random]:
            for window in ([], *WINDOWS) if trace not in self.random[4:] else ([],):
                with self.subTest(trace=trace, window=window):
                    held = [max(held, default=0) for _, held, _ in self.devices(trace, *window)]
                    self.assertEqual(max(held, default=0), self.peak(trace, *window))
                    self.assertNotIn("not all of it", self.said)

    def test_it_holds_what_the_timeline_holds(self):
        for trace in [*SAMPLES, self.mesh, *self.random]:
            (events, held, segment), = self.devices(trace)
            core = segment["user_metadata"].split(": core ")[1].split(" of chip ")
            expected = [int(row["total_bytes"]) for row in rows("query", "timeline_core", trace)
                        if [f"{row['core_x']},{row['core_y']}", row["device"]] == core]
            with self.subTest(trace=trace):
                self.assertLessEqual(set(expected) - {0}, set(held))
                # bytes of several devices are given from one block to another in two steps
                if not any(e["user_metadata"] == SHARED for e in events):
                    self.assertEqual(set(held) - {0}, set(expected) - {0})

    def test_a_mark_s_passes_are_narrowed_to(self):
        for trace in SAMPLES:
            for mark in sorted({row["name"] for row in rows("marks", trace)}):
                with self.subTest(trace=trace, mark=mark):
                    (_, held, _), = self.devices(trace, "--mark", mark)
                    self.assertEqual(max(held), self.peak(trace, "--mark", mark))

    def test_call_sites_are_frames_innermost_first(self):
        trace = next(t for t in SAMPLES if "mlp" in t)
        (events, _, _), = self.devices("--hide", "none", trace)
        expected = [tuple(row["callsite"].split("; ")) for row in
                    rows("query", "SELECT c.callsite FROM buffer b JOIN callsite c ON c.id = b.callsite "
                         "WHERE b.kind = 'l1' ORDER BY b.alloc_ns", trace)]
        found = [tuple(f"/tmp/demo/{f['filename']}:{f['line']} {f['name']}" for f in e["frames"])
                 for e in events if e["action"] == "alloc" and ", op " not in e["user_metadata"]]
        self.assertEqual(found, expected)
        self.assertTrue(any(len(frames) > 1 for frames in found))

    def test_the_page_can_read_it(self):
        longest = 0
        for trace in [*SAMPLES, self.nasty, self.random[0]]:
            data = self.export(trace)
            for opcode, argument, _ in pickletools.genops(data):
                self.assertIn(opcode.name, READ_BY_PAGE)
                if opcode.name == "LONG1":
                    self.assertLess(abs(argument), 1 << 53)      # a number of JavaScript
            self.assertEqual(data[:2], b"\x80\x04")
            # of no list more is appended at once than a call of JavaScript bears
            counts = []
            for opcode, _, _ in pickletools.genops(data):
                if opcode.name == "MARK":
                    counts.append(0)
                elif opcode.name in ("APPENDS", "SETITEMS"):
                    longest = max(longest, counts.pop())
                elif counts and opcode.name not in ("MEMOIZE", "EMPTY_LIST", "EMPTY_DICT"):
                    counts[-1] += 1
                if opcode.name in ("EMPTY_LIST", "EMPTY_DICT") and counts:
                    counts[-1] += 1
        self.assertEqual(longest, 1000)

    def test_several_runs_are_devices(self):
        alone = [max(self.devices(trace)[0][1]) for trace in SAMPLES[:2]]
        both = self.devices(*SAMPLES[:2])
        self.assertEqual([max(held) for _, held, _ in both], alone)
        self.assertEqual([segment["user_metadata"].split(": core ")[0] for _, _, segment in both], SAMPLES[:2])

    def test_a_database_gives_what_its_trace_gives(self):
        for how in [], ["--full"]:
            database = self.path("run.db")
            ask("load", *how, "-f", "-o", database, SAMPLES[0])
            for words in [], ["--from", "20%"]:
                self.assertEqual(self.export(SAMPLES[0], *words), self.export(database, *words))

    def test_what_makes_no_sense_is_refused_in_a_line(self):
        for words in ["--op", "ttnn.add"], ["--kind", "l1"], ["--event", "free"]:
            done = subprocess.run([ANALYZE, "export", "--to", "torch-snapshot", self.path("no"), SAMPLES[0], *words],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), words)
            self.assertIn(words[0], done.stderr)

    def test_it_says_how_many_events_it_is_going_to_write(self):
        done = subprocess.run([ANALYZE, "export", "--to", "torch-snapshot", "/dev/full", SAMPLES[0]],
                              capture_output=True, text=True, check=False)
        said = re.match("l1analyze: writing at most ([0-9,]+) events\n.*cannot write", done.stderr)
        self.assertTrue(said, done.stderr)
        (events, _, _), = self.devices(SAMPLES[0])
        self.assertGreaterEqual(int(said.group(1).replace(",", "")), len(events))

    def test_it_says_what_it_wrote_and_how_to_go_on(self):
        (events, held, _), = self.devices(SAMPLES[0])
        self.assertIn(f"at most {max(held):,} bytes in {len(events):,} events\n", self.said)
        self.assertTrue(self.said.endswith("next: drop the file onto https://pytorch.org/memory_viz\n"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
