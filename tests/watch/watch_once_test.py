"""
l1analyze watch --once: what it prints is what peak, timeline, at and info say of the same trace; its file is
replaced whole or not at all; and texts of a trace stay texts.
    watch_once_test.py L1ANALYZE L1RECORD RECORDING_HOST
"""
import json
import os
import re
import subprocess
import sys
import unittest

from watching import ANALYZE, Hosts, environment, once, rows

SAMPLE = re.compile(r'(\w+)\{((?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (\d+)')


def metrics(word, *options):
    """name -> {labels: value}, of a text in which every line is a sample or a comment."""
    text = once(word, "--format", "openmetrics", *options).stdout.decode()
    found, families = {}, []
    assert text.endswith("# EOF\n"), text
    for line in text.splitlines()[:-1]:
        if line.startswith("# "):
            what, family = line.split()[1:3]
            assert what in ("TYPE", "UNIT", "HELP"), line
            if what == "TYPE":
                assert family not in families, "a family is in two pieces"
                families.append(family)
            continue
        name, labels, value = SAMPLE.fullmatch(line).groups()
        assert name in (families[-1], families[-1] + "_total"), line
        labels = tuple(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels))
        assert labels not in found.setdefault(name, {}), "a series is twice there"
        found[name][labels] = int(value)
    return found


class Once(Hosts):
    def test_rows_are_what_peak_and_timeline_say_of_the_same_moment(self):
        for lines in (["alloc 1 10240"], ["launch 65536 7 7"], ["launch 131072 3 3"],
                      ["alloc 2 20480", "launch 32768 7 7"], ["free 1", "launch 99328 1 1"],
                      ["work 20000", "alloc 3 2048"]):
            if self.hosts:
                self.hosts[0].tell(*lines)
            else:
                self.host(*lines, chips=2)
            got = json.loads(once(self.trace, "--format", "json").stdout)
            self.assertEqual([row["device"] for row in got], [0, 1])
            peaks = rows("peak", self.trace)
            for row in got:
                mine = [p for p in peaks if p["device"] == row["device"]]
                worst = max(mine, key=lambda p: p["peak_bytes"])
                for column in ("peak_bytes", "capacity_bytes", "reserved_bytes"):
                    self.assertEqual(row[column], worst[column], column)
                least = [p["headroom_bytes"] for p in mine if p["headroom_bytes"] is not None]
                self.assertEqual(row["headroom_bytes"], min(least, default=None))
                last = {}
                for at in rows("timeline", "--core", f'{row["core_x"]},{row["core_y"]}', "--device",
                               row["device"], self.trace):
                    last = at
                for column in ("buffer_bytes", "l1_small_bytes", "program_bytes", "total_bytes",
                               "resident_bytes"):
                    self.assertEqual(row[column], last[column], (column, lines))
                self.assertEqual(row["total_bytes"], sum(
                    row[c] for c in ("buffer_bytes", "l1_small_bytes", "program_bytes",
                                     "persistent_bytes")))
                # no other core holds more
                for core in mine:
                    for at in rows("timeline", "--core", f'{core["core_x"]},{core["core_y"]}',
                                   "--device", row["device"], self.trace)[-1:]:
                        self.assertLessEqual(at["total_bytes"], row["total_bytes"])
                    if core["core_x"] > 3:
                        break

    def test_metrics_are_what_the_rows_say(self):
        host = self.host("alloc 1 10240", "alloc 2 20480", "launch 65536 7 7", "fail 5000000",
                         "fail 6000000")
        row, = json.loads(once(self.trace, "--format", "json").stdout)
        found = metrics(self.trace)
        run = (("host", row["host"]), ("pid", str(host.process.pid)), ("rank", ""))
        chip = run + (("device", "0"),)
        for kind, column in (("buffer", "buffer_bytes"), ("l1_small", "l1_small_bytes"),
                             ("program", "program_bytes"), ("persistent", "persistent_bytes")):
            self.assertEqual(found["l1trace_l1_bytes"][chip + (("kind", kind),)], row[column])
        self.assertEqual(found["l1trace_l1_bytes"][chip + (("kind", "buffer"),)], 30720)
        for name, column in (("l1_peak_bytes", "peak_bytes"), ("l1_capacity_bytes", "capacity_bytes"),
                             ("l1_reserved_bytes", "reserved_bytes"), ("buffers", "buffers"),
                             ("headroom_bytes", "headroom_bytes")):
            self.assertEqual(found[f"l1trace_{name}"], {chip: row[column]})
        self.assertEqual(found["l1trace_failures_total"][run + (("kind", "oom"),)], 2)
        self.assertEqual(sum(found["l1trace_failures_total"].values()), row["failures"])
        self.assertEqual(found["l1trace_ops_total"], {run: 1})
        self.assertEqual(found["l1trace_running"], {run: 1})
        host.kill()
        self.assertEqual(list(metrics(self.trace)["l1trace_running"].values()), [0])

    def test_the_picture_says_who_holds_what(self):
        self.host("alloc 1 10240", "alloc 2 20480", "alloc 5 4096 backward")
        text = once(self.trace).stdout.decode()
        at = [row for row in rows("at", "100%", self.trace) if row["owner_kind"] == "l1"]
        sums = {}
        for row in at:
            sums[row["callsite"]] = sums.get(row["callsite"], 0) + row["bytes_per_core"]
        self.assertEqual(sorted(sums.values()), [4096, 30720])
        for site, held in sums.items():
            self.assertRegex(text, rf"{held:,} +\d+x ttnn\.ones +{re.escape(site)}")
        self.assertNotIn("\033", text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)

    def test_the_file_is_replaced_whole_or_not_at_all(self):
        self.host("alloc 1 10240")
        out = self.path / "l1trace.prom"
        options = ("--format", "openmetrics", "-o", str(out))
        once(self.trace, *options)
        first = out.read_text()
        self.assertTrue(first.endswith("# EOF\n"))
        refused = once(self.trace, *options, check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn(b"overwrite it with -f", refused.stderr)
        before = out.stat().st_ino
        held = out.open()
        once(self.trace, "-f", *options)
        self.assertNotEqual(out.stat().st_ino, before)
        self.assertEqual(held.read(), first)            # who reads it meanwhile reads all of it
        held.close()
        self.assertEqual(sorted(p.name for p in self.path.iterdir()),
                         ["l1trace.prom", "run.l1t", "run.l1t.live"])

    def test_a_full_disk_leaves_what_was_there(self):
        self.host("alloc 1 10240")
        out = self.path / "l1trace.prom"
        out.write_text("before")
        script = 'ulimit -f 0; trap "" XFSZ; exec "$@"'         # as where no byte can be written
        done = subprocess.run(["sh", "-c", script, "sh", ANALYZE, "watch", "--once", "--format",
                               "openmetrics", "-f", "-o", str(out), str(self.trace)],
                              capture_output=True, env=environment(), check=False)
        self.assertEqual(done.returncode, 3, done)
        self.assertIn(b"cannot write", done.stderr)
        self.assertEqual(out.read_text(), "before")
        self.assertEqual(len(list(self.path.glob("*.tmp"))), 0)

    def test_texts_of_a_trace_stay_texts(self):
        nasty = 'a"b\\c\033[2J\u202e{kind="x"} 1'
        self.host("alloc 1 10240", "launch 65536 7 7", "mark", name=nasty)
        row, = json.loads(once(self.trace, "--format", "json").stdout)
        self.assertEqual(row["name"], nasty)
        for form in ("openmetrics", "table"):
            text = once(self.trace, "--format", form).stdout.decode()
            for character in "\033\u202e":
                self.assertNotIn(character, text)
        for name in ('x"} 1\nevil 2', "back\\slash"):
            folder = self.path / "more"
            folder.mkdir(exist_ok=True)
            os.environ["OMPI_COMM_WORLD_RANK"] = name       # a label's value
            try:
                self.host("alloc 1 10240", trace=folder / "r.%p.l1t")
            finally:
                del os.environ["OMPI_COMM_WORLD_RANK"]
        ranks = {dict(labels)["rank"] for labels in metrics(folder)["l1trace_running"]}
        self.assertEqual(ranks, {'x\\"} 1?evil 2', "back\\\\slash"})

    def test_a_folder_has_a_row_for_each_process_and_a_series_once(self):
        for rank in range(3):
            self.host(f"alloc 1 {10240 * (rank + 1)}", trace=self.path / f"r{rank}.l1t")
        got = json.loads(once(self.path, "--format", "json").stdout)
        self.assertEqual([row["buffer_bytes"] for row in got], [10240, 20480, 30720])
        self.assertEqual([row["run"] for row in got], [1, 2, 3])
        self.assertEqual(len(metrics(self.path)["l1trace_running"]), 3)
        # one process, two traces: it has executed another program
        self.hosts[0].tell("exec", answers=False)
        self.hosts[0].tell("alloc 1 51200")
        self.assertEqual(len(json.loads(once(self.path, "--format", "json").stdout)), 4)
        found = metrics(self.path)
        self.assertEqual(len(found["l1trace_running"]), 3)
        self.assertIn(51200, found["l1trace_l1_bytes"].values())
        got = json.loads(once(self.hosts[1].process.pid, "--format", "json").stdout)
        self.assertEqual([row["buffer_bytes"] for row in got], [20480])

    def test_refuses_in_one_line_what_it_cannot_do(self):
        self.host("alloc 1 10240")

        def refused(*words):
            done = subprocess.run([ANALYZE, *map(str, words)], capture_output=True, check=False,
                                  env=environment())
            self.assertEqual(len(done.stderr.decode().splitlines()), 1, done)
            self.assertEqual(done.stdout, b"")
            return done.returncode, done.stderr.decode()

        code, said = refused("watch", self.trace)
        self.assertEqual(code, 2)
        self.assertIn("--once", said)
        self.assertEqual(refused("watch")[0], 2)
        self.assertEqual(refused("watch", self.trace, self.trace)[0], 2)
        self.assertEqual(refused("watch", "--format", "json", self.trace)[0], 2)
        self.assertEqual(refused("watch", "--once", self.path / "none.l1t")[0], 3)
        self.assertEqual(refused("watch", "--once", 999999999)[0], 3)
        self.assertEqual(refused("peak", "--format", "openmetrics", self.trace)[0], 2)
        folder = self.path / "empty"
        folder.mkdir()
        self.assertEqual(refused("watch", "--once", folder)[0], 3)

    def test_any_bytes_give_an_answer_or_a_reason(self):
        self.host("alloc 1 10240", "work 30000", "launch 65536 7 7", "fail 5000000")
        whole = self.trace.read_bytes()
        other = self.path / "other.l1t"
        for i in range(24):
            data = bytearray(whole)
            data[i * len(data) // 24] ^= 1 << i % 8
            other.write_bytes(data[:len(data) - i * 7])
            done = once(other, "--format", "json", check=False)
            self.assertIn(done.returncode, (0, 3, 4), done)
            if done.returncode != 3:
                json.loads(done.stdout)

    def test_a_damaged_trace_is_said_to_be_one_in_each_form(self):
        self.host("alloc 1 10240", "work 30000")
        other = self.path / "other.l1t"
        other.write_bytes(self.trace.read_bytes()[:-3])
        for form in ("csv", "json", "jsonl", "openmetrics", "table"):
            done = once(other, "--format", form, check=False)
            said = done.stdout if form == "table" else done.stderr
            self.assertEqual((done.returncode, said.count(b"is damaged")), (4, 1), (form, done))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
