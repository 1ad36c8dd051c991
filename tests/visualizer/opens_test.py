#!/usr/bin/env python3
"""Runs of the real runtime, exported and opened by the real ttnn-visualizer.

    opens_test.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --samples FOLDER

What the viewer answers is compared with what l1analyze says of the same trace. Its peak of an op is
l1analyze's to the byte; or else more was held since the launch before than at this launch, which the
viewer counts to it, and then it is the most that the timeline has there.
Exit: 0 agreed, 1 not, 77 the runtime or the viewer cannot run here.
"""
import argparse
import csv
import io
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import viewer

HERE = pathlib.Path(__file__).resolve().parent
OPTIONS = None
SERVER = None
ENDPOINTS = ("operations", "operations/1", "errors", "report-metadata", "config", "tensors", "tensors/1",
             "buffers", "operation-buffers", "operation-buffers/1", "devices", "instance",
             "system-capabilities")
WILD = ["it's \"quoted\"; DROP TABLE operations; --", "</script><script>alert(1)</script>",
        "a\x01b\x1b[31mc\nd\te", "\\\\ \\u0000 {} [] %s", "x" * 16384]


def prepared(script, *arguments):
    """-> the path of a venv's Python. Ends the test if there is none."""
    done = subprocess.run([script, *arguments], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.split()[-1]


def record(name, script, board="n150"):
    environment = {k: v for k, v in os.environ.items() if k not in ("LD_PRELOAD", "L1TRACE")}
    environment["L1TRACE_MOCK_COMPILER"] = "stand-in"
    trace = OPTIONS.folder / f"{name}.l1t"
    subprocess.run([OPTIONS.l1record, "--mock", board, "-f", "-o", trace, "--", OPTIONS.python, script],
                   cwd=OPTIONS.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return trace


def l1analyze(*arguments, **more):
    return subprocess.run([OPTIONS.l1analyze, *map(str, arguments)], capture_output=True, text=True, **more)


def rows(*arguments):
    done = l1analyze(*arguments, "--format", "csv")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def export(name, *arguments):
    """-> the report, opened: its folder, what was said, and the viewer's number of it."""
    folder = OPTIONS.folder / name
    done = l1analyze("export", "--to", "ttnn-visualizer", "-f", folder, *arguments)
    assert done.returncode == 0, done.stderr
    return folder, done, SERVER.open(folder)


class Opens(unittest.TestCase):
    def same_peaks(self, instance, trace, *arguments, rank=0):
        """Of each op. Returns the number of those of which the viewer counts what was held before."""
        theirs = viewer.peaks_of(SERVER, instance, rank=rank)
        ours = {}
        for row in rows("ops", trace, *arguments):
            time_ns, peak = ours.get(int(row["op"]), (int(row["time_ns"]), 0))
            ours[int(row["op"])] = time_ns, max(peak, int(row["peak_bytes"]))
        self.assertTrue(ours)
        held = None
        before, others = {}, 0      # when each op of the whole run was launched
        for row in rows("ops", trace):
            before[int(row["op"])] = int(row["time_ns"])
        for op, (time_ns, peak) in sorted(ours.items()):
            if theirs[op] == peak:
                continue
            held = held or rows("timeline", trace)
            since = before.get(op - 1, -1)
            most = max((int(row["total_bytes"]) for row in held
                        if since < int(row["time_ns"]) <= time_ns), default=0)
            self.assertEqual(theirs[op], max(peak, most), op)
            others += 1
        return others

    def test_every_op_has_the_peak_that_l1analyze_says(self):
        for name in ("mlp", "transformer"):
            _, _, instance = export(name, OPTIONS.traces[name])
            self.assertEqual(0, self.same_peaks(instance, OPTIONS.traces[name]), name)

    def test_a_replay_has_the_peak_of_its_captured_launches(self):
        trace = OPTIONS.traces["replayed"]
        _, _, instance = export("replayed", trace)
        theirs, ops = viewer.peaks_of(SERVER, instance), rows("ops", trace)
        replays = [op for op in ops if op["kind"] == "replay"]
        self.assertEqual(3, len(replays))
        for op in ops:
            if op["kind"] != "captured":        # of which nothing runs, so that its bytes are not known
                self.assertEqual(int(op["peak_bytes"]), theirs[int(op["op"])], op)
        # it is more than what is held: a program, and buffers that are gone since the capture
        self.assertGreater(int(replays[0]["program_bytes"]), 0)

    def test_all_questions_of_the_viewer_are_answered(self):
        _, _, instance = export("asked", OPTIONS.traces["mlp"])
        for what in ENDPOINTS:
            self.assertEqual(200, SERVER.status(instance, what), what)

    def test_ops_have_their_place_their_source_and_the_tensors_they_use(self):
        _, _, instance = export("placed", OPTIONS.traces["mlp"])
        ops = SERVER.get(instance, "operations")
        for op, row in zip(ops, rows("ops", OPTIONS.traces["mlp"])):
            path, line = row["callsite"].split(" ")[0].rsplit(":", 1)
            self.assertTrue(op["stack_trace"].startswith(f'  File "{path}", line {line}, in '), op)
            self.assertIsNotNone(op["stack_trace_source_file_id"])
            self.assertEqual(op["name"], row["name"])
            self.assertTrue(op["inputs"] and op["outputs"], op["id"])
        # the first op of an MLP makes what the second works on
        self.assertIn(ops[0]["outputs"][0]["id"], [t["id"] for t in ops[1]["inputs"]])
        uses = rows("uses", OPTIONS.traces["mlp"])
        used = sum(1 for row in uses if row["kind"] in ("l1", "l1_small") and
                   row["last_use_op"] not in ("", row["alloc_op"]))
        consumed = {t["id"] for op in ops for t in op["inputs"] if t["buffer_type"] in (1, 3)}
        self.assertEqual(used, len(consumed))

    def test_a_failure_is_an_operation_with_the_runtimes_words(self):
        trace = OPTIONS.traces["does_not_fit"]
        _, _, instance = export("failed", trace)
        failure = rows("query", "select kind, text, moment from failure", trace)[0]
        errors = SERVER.get(instance, "errors")
        self.assertEqual([failure["text"]], [e["error_message"] for e in errors])
        last = SERVER.get(instance, "operations")[-1]
        self.assertEqual(errors[0]["operation_id"], last["id"])
        self.assertEqual(failure["text"], last["error"]["error_message"])
        held = rows("query", "select address, bytes_per_core from buffer where kind = 'l1' and "
                    f"alloc_moment <= {failure['moment']} and free_moment > {failure['moment']}", trace)
        shown = next(row for row in SERVER.get(instance, "operation-buffers", buffer_type=1)
                     if row["id"] == last["id"])["buffers"]
        self.assertEqual(sorted((int(b["address"]), int(b["bytes_per_core"])) for b in held),
                         sorted((b["address"], b["size"]) for b in shown))
        self.same_peaks(instance, trace)

    def test_a_mesh_has_two_devices_and_one_can_be_chosen(self):
        _, _, instance = export("mesh", OPTIONS.traces["mesh"])
        self.assertEqual([0, 1], [d["device_id"] for d in SERVER.get(instance, "devices")])
        self.assertEqual(0, self.same_peaks(instance, OPTIONS.traces["mesh"]))
        buffers = [(row["id"], b["device_id"], b["address"], b["size"])
                   for row in SERVER.get(instance, "operation-buffers", buffer_type=1) for b in row["buffers"]]
        self.assertEqual(*[sorted((op, address, size) for op, where, address, size in buffers
                                  if where == device) for device in (0, 1)])
        _, _, one = export("chip", "--device", "1", OPTIONS.traces["mesh"])
        self.assertEqual([0], [d["device_id"] for d in SERVER.get(one, "devices")])
        self.assertEqual(0, self.same_peaks(one, OPTIONS.traces["mesh"], "--device", "1"))

    def test_several_runs_are_ranks(self):
        traces = [OPTIONS.traces["mlp"], OPTIONS.traces["mesh"]]
        _, _, instance = export("ranks", *traces)
        for rank, trace in enumerate(traces):
            self.same_peaks(instance, trace, rank=rank)
        alone, _, _ = export("alone", traces[0])
        with sqlite3.connect(alone / "db.sqlite") as db:
            names = {row[1] for row in db.execute("PRAGMA table_info(operations)")}
        self.assertNotIn("rank", names)

    def test_filters_narrow_and_the_rest_of_the_run_still_counts(self):
        times = [row["time_ns"] for row in rows("ops", OPTIONS.traces["mlp"])]
        for name, *arguments in (["mlp", "--op", "ttnn.linear"], ["mlp", "--from", times[4] + "ns", "--to", times[14] + "ns"],
                                 ["transformer", "--mark", "MLP"]):
            trace = OPTIONS.traces[name]
            _, done, instance = export("narrow", *arguments, "--chunks", "none", trace)
            self.assertEqual(0, self.same_peaks(instance, trace, *arguments), arguments)
            self.assertIn(" 0 of cores", done.stderr)

    def test_cores_add_up_to_what_l1analyze_holds_there(self):
        folder, done, _ = export("cores", OPTIONS.traces["mlp"], "--chunks", "all")
        self.assertEqual(1, done.stderr.count("\n"), done.stderr)
        with sqlite3.connect(folder / "db.sqlite") as db:
            per_core = db.execute(
                "SELECT operation_id, core_x, core_y, sum(chunk_size) FROM buffer_chunks GROUP BY 1, 2, 3")
            held = dict(db.execute("SELECT operation_id, sum(max_size_per_bank) FROM buffers "
                                   "WHERE buffer_type IN (1, 3) GROUP BY 1"))
            seen = 0
            for op, _, _, size in per_core:
                self.assertEqual(held[op], size, op)
                seen += 1
            self.assertEqual(64 * len(held), seen)

    def test_a_database_gives_the_same_report(self):
        trace, kept = OPTIONS.traces["mlp"], OPTIONS.folder / "kept.db"
        l1analyze("load", "-f", trace, "-o", kept)
        dumps = []
        for given in (trace, kept):
            folder, _, _ = export("from", given)
            with sqlite3.connect(folder / "db.sqlite") as db:
                dumps.append(list(db.iterdump()))
        self.assertEqual(*dumps)

    def test_names_of_a_strange_trace_arrive_as_data(self):
        full = OPTIONS.folder / "full.db"
        l1analyze("load", "-f", "--full", OPTIONS.traces["mlp"], "-o", full)
        names = sorted({row["name"] for row in rows("ops", full)})
        new = dict(zip(names, WILD))
        with sqlite3.connect(full) as db:
            for old, name in new.items():
                db.execute("UPDATE string SET text = ? WHERE text = ?", (name, old))
            db.execute("UPDATE string SET text = CAST(x'ff41c328' AS TEXT) WHERE text LIKE '%DeviceOperation'")
            db.execute("UPDATE callsite SET callsite = ? WHERE id = 1", (WILD[0] + ":3 " + WILD[1],))
            db.execute("UPDATE tensor SET shape = ?", (WILD[1],))
        _, _, instance = export("wild", full)
        shown = {op["name"] for op in SERVER.get(instance, "operations")}
        self.assertLessEqual(set(new.values()), shown)
        started = {node["params"]["name"] for op in SERVER.get(instance, "operations")
                   for node in op["device_operations"] if node["node_type"] == "function_start"}
        self.assertIn("\ufffdA\ufffd(", started)
        self.assertEqual(200, SERVER.status(instance, "tensors"))

    def test_a_report_that_is_there_is_kept_without_f_and_nothing_half_written_stays(self):
        folder = OPTIONS.folder / "kept"
        trace = OPTIONS.traces["mlp"]
        self.assertEqual(0, l1analyze("export", "--to", "ttnn-visualizer", folder, trace).returncode)
        before = (folder / "db.sqlite").read_bytes()
        again = l1analyze("export", "--to", "ttnn-visualizer", folder, trace)
        self.assertEqual(2, again.returncode)
        self.assertIn("overwrite it with -f", again.stderr)
        self.assertEqual(before, (folder / "db.sqlite").read_bytes())
        self.assertEqual(["config.json", "db.sqlite"], sorted(os.listdir(folder)))

        def little_room():
            resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))
        full = l1analyze("export", "--to", "ttnn-visualizer", OPTIONS.folder / "full", trace,
                         preexec_fn=little_room)
        self.assertEqual(3, full.returncode, full.stderr)
        self.assertLessEqual(full.stderr.count("\n"), 2)
        self.assertFalse((OPTIONS.folder / "full").exists())


def main():
    global OPTIONS, SERVER
    parser = argparse.ArgumentParser()
    for name in ("--l1record", "--l1analyze", "--venvs", "--samples"):
        parser.add_argument(name, required=True)
    OPTIONS, left = parser.parse_known_args()
    OPTIONS.l1record = os.path.abspath(OPTIONS.l1record)
    python = prepared(HERE / "install_viewer.sh", OPTIONS.venvs)
    OPTIONS.python = prepared(HERE.parent / "ttnn/prepare.sh", OPTIONS.venvs, "newest")
    OPTIONS.folder = pathlib.Path(tempfile.mkdtemp())
    samples = pathlib.Path(OPTIONS.samples).resolve()
    try:
        OPTIONS.traces = {name: record(name, samples / f"{name}.py")
                          for name in ("mlp", "transformer", "does_not_fit")}
        OPTIONS.traces["replayed"] = record("replayed", HERE / "replayed.py")
        OPTIONS.traces["mesh"] = record("mesh", HERE / "two_chips.py", "n300")
        with viewer.running(python) as SERVER:
            done = unittest.main(argv=[sys.argv[0], *left], exit=False)
    finally:
        shutil.rmtree(OPTIONS.folder, ignore_errors=True)
    sys.exit(not done.result.wasSuccessful())


if __name__ == "__main__":
    main()
