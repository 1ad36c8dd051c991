#!/usr/bin/env python3
"""A baseline stands for its trace, is small and the same each time, merges line by line, and a file that is
none costs one line; what diff prints for GitHub can begin no other command.

    baseline_test.py L1ANALYZE MAKE_NASTY TRACE...
"""
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import unittest

ANALYZE, NASTY, TRACES = sys.argv[1], sys.argv[2], sys.argv[3:]
BY_NAME = {"failure", "peak", "op", "phase", "free space"}


def run(*words, **more):
    return subprocess.run([ANALYZE, *words], capture_output=True, check=False, **more)


def out(*words):
    done = run(*words)
    assert done.returncode in (0, 1, 4), (words, done)
    return done.stdout.decode(errors="replace")


def figures(*words):
    """Rows of diff that a baseline can have, too."""
    return [{k: r[k] for k in ("what", "device", "name", "measure", "a", "b", "worse", "note")}
            for r in json.loads(out("diff", *words, "--format", "json")) if r["what"] in BY_NAME]


class Baseline(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = os.path.join(self.folder.name, "l1.json")

    def write(self, *traces):
        out("baseline", *traces, "-f", "-o", self.file)
        with open(self.file, encoding="utf-8") as file:
            return file.read()

    def test_it_is_compared_as_its_trace_is(self):
        for a, b in itertools.permutations(TRACES, 2):
            self.write(a)
            self.assertEqual(figures(self.file, b), figures(a, b), (a, b))
        for trace in TRACES:
            self.write(trace)
            self.assertIn("nothing differs", out("diff", self.file, trace))

    def test_runs_in_one_file_are_as_each_alone(self):
        for a, b in itertools.permutations(TRACES, 2):
            alone = [json.loads(self.write(trace))["entries"] for trace in (a, b)]
            self.assertCountEqual(json.loads(self.write(a, b))["entries"][:-1], alone[0][:-1] + alone[1][:-1])

    def test_a_baseline_of_two_programs_keeps_each_ones_files(self):
        for pair in itertools.combinations(TRACES, 2):
            self.write(*pair)
            for trace in pair:
                self.assertIn("nothing differs", out("diff", self.file, trace), (pair, trace))

    def test_what_is_of_no_chip_is_not_said_to_be_of_chip_0(self):
        files = [os.path.join(self.folder.name, name) for name in ("a.json", "b.json")]
        for file, count in zip(files, (1, 4)):
            entries = [{"run": "r", "what": "failure", "name": "of L1", "count": count},
                       {"run": "r", "what": "failure", "name": "of L1", "devices": "3", "count": count}]
            with open(file, "w", encoding="utf-8") as out_file:
                json.dump({"l1trace_baseline": 1, "entries": entries}, out_file)
        done = run("diff", "--threshold", "failures=0", *files)
        self.assertEqual(done.returncode, 1)
        self.assertEqual([line.split(":")[1] for line in done.stderr.decode().splitlines()[:2]],
                         [" failure 'of L1'", " chip 3, failure 'of L1'"])

    def test_it_is_sorted_json_with_an_entry_a_line_and_nothing_that_changes(self):
        text = self.write(*TRACES)
        entries = json.loads(text)["entries"]
        self.assertEqual(entries.pop(), {})
        self.assertEqual(len(text.splitlines()), len(entries) + 2)
        order = [(e["run"], e["what"], e["name"]) for e in entries]
        self.assertEqual(order, sorted(order))
        self.assertNotRegex(text, r'"/|; /|_ns|address|:\d+ ')
        self.assertLess(len(text), 4096 * len(TRACES))

    def test_two_branches_merge(self):
        names = [os.path.join(self.folder.name, n) for n in ("ours", "base", "theirs")]
        for name, traces in zip(names, (TRACES[:2], TRACES[:1], (TRACES[0], TRACES[2]))):
            text = self.write(*traces)
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        subprocess.run(["git", "merge-file", "--union", *names], check=True)
        with open(names[0], encoding="utf-8") as file:
            merged = json.load(file)
        self.assertEqual(len({e["run"] for e in merged["entries"] if e}), 3)
        for trace in TRACES[:3]:
            self.assertIn("nothing differs", out("diff", names[0], trace))

    def test_a_run_is_made_anew_in_its_own_file(self):
        before = self.write(*TRACES[:2])
        out("baseline", self.file, TRACES[1], "-f", "-o", self.file)
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(file.read(), before)

    def test_what_is_no_baseline_costs_one_line(self):
        head = '{"l1trace_baseline": 1, "entries": ['
        entry = '{"run":"a","what":"op","name":"n","devices":"0","peak_bytes":%s}'
        for text in ("{}", "[1]", "{", "[" * 50000, head, head + "1]}", head + "\0]}", head + "1," * 300000 + "1]}",
                     '{"l1trace_baseline": 2, "entries": []}', '{"l1trace_baseline": 1, "entries": 5}',
                     head + entry % -1 + "]}", head + entry % 1.5 + "]}", head + entry % "1e99" + "]}",
                     head + entry % 1 + "," + entry % 2 + "]}", head + '{"run":5}]}', head + '{"what":"op"}]}',
                     head + (entry % 1).replace('"0"', '"0-99999999"') + "]}",
                     head + (entry % 1).replace('"0"', '"5-2"') + "]}",
                     head + (entry % 1).replace('"op"', '"\\u001b[31m"') + "]}", "{" + " " * (9 << 20) + "}"):
            with open(self.file, "w", encoding="utf-8") as file:
                file.write(text)
            done = run("diff", self.file, TRACES[0])
            self.assertEqual((done.returncode, done.stdout), (3, b""), text[:100])
            self.assertEqual(done.stderr.count(b"\n"), 1, text[:100])
            self.assertIn(b"cannot read", done.stderr)
            self.assertNotIn(b"\x1b", done.stderr)

    def test_more_runs_than_anybody_compares_are_refused(self):
        entry = '{"run":"r%d","what":"peak","name":"","peak_bytes":1}'
        with open(self.file, "w", encoding="utf-8") as file:
            file.write('{"l1trace_baseline": 1, "entries": [' + ",".join(entry % n for n in range(1025)) + "]}")
        done = run("diff", self.file, self.file)
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"hold more than 1024 runs", done.stderr)

    def test_a_full_disk_leaves_the_old_one(self):
        old = self.write(*TRACES)
        done = run("baseline", self.file, TRACES[0], "-f", "-o", self.file,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)))
        self.assertEqual(done.returncode, 3, done)
        self.assertRegex(done.stderr.decode(), r"\Al1analyze: cannot write '[^']*l1\.json': File too large\n\Z")
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(file.read(), old)
        self.assertEqual(os.listdir(self.folder.name), ["l1.json"])

    def test_a_baseline_of_pytest_is_named_as_another_file(self):
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump({"l1trace_baseline": 1, "tests": {"test_a": {"peak_bytes": 1}}}, file)
        done = run("diff", self.file, TRACES[0])
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"pytest --l1-baseline", done.stderr)

    def test_a_run_that_the_baseline_does_not_have_is_named(self):
        self.write(*TRACES[:2])
        done = run("diff", self.file, TRACES[2], TRACES[0])
        self.assertIn(b"the baseline has no run 'ttnn_", done.stderr)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(run("diff", self.file, TRACES[2]).returncode, 2)

    def test_nothing_of_a_trace_begins_another_command(self):
        nasty = os.path.join(self.folder.name, "nasty.l1t")
        subprocess.run([NASTY, nasty], check=True, capture_output=True)
        for a, b in itertools.permutations([nasty, *TRACES], 2):
            done = run("diff", "--annotate", "--threshold", "0", a, b)
            commands = [line for line in done.stderr.split(b"\n") if line.lstrip().startswith(b"::")]
            for line in done.stderr.split(b"\n"):
                self.assertRegex(line, rb"^(l1analyze: .*|::(error|warning|notice) "
                                       rb"(file=[^,:]+,line=\d+,)?title=L1( [a-z ]+)?::[^\x00-\x1f]*|)$")
            for kind in (b"::error", b"::warning"):
                self.assertLessEqual(sum(c.startswith(kind) for c in commands), 10)

    def test_markdown_has_no_marks_of_a_trace(self):
        nasty = os.path.join(self.folder.name, "nasty.l1t")
        subprocess.run([NASTY, nasty], check=True, capture_output=True)
        text = out("diff", TRACES[0], nasty, "--format", "markdown")
        self.assertEqual(set(re.findall(r"<[^>]*>", text)) - {"<details>", "<summary>", "</summary>", "</details>"}, set())
        self.assertTrue(text.startswith("### L1 of "))
        self.assertNotIn("\x1b", text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
