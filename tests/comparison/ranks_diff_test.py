#!/usr/bin/env python3
"""
Many runs against many: diff compares each rank with its own, says the worst first, and equal ranks once.

    ranks_diff_test.py L1ANALYZE MAKE_MESH DECODE_LOOP

Real recordings: ranks 0, 1, 2 and 10 do the same before and after, 4 and 7 the same more, 3 uses a chip
more, 8 less; 5 is there before alone, 6 after.
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

ANALYZE, MAKE_MESH, DECODE_LOOP = sys.argv[1:4]
MESH = {0: (2, 2), 1: (2, 2), 2: (2, 2), 10: (2, 2), 3: (3, 4)}         # rank: chips before, after
DECODE = {4: (20, 60), 7: (20, 60), 8: (60, 20), 5: (20, None), 6: (None, 20)}  # tokens
BOTH = [0, 1, 2, 3, 4, 7, 8, 10]


def record(trace, rank, *command):
    plain = {name: value for name, value in os.environ.items() if not name.endswith(("_RANK", "SLURM_PROCID"))}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   env=dict(plain, L1TRACE=trace, OMPI_COMM_WORLD_RANK=str(rank)))


class RanksDiff(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.top = cls.temporary.name
        for side, name in enumerate(("before", "after")):
            os.mkdir(os.path.join(cls.top, name))
            for rank, amounts in list(MESH.items()) + list(DECODE.items()):
                if amounts[side] is not None:
                    command = (MAKE_MESH, str(amounts[side]), "10") if rank in MESH else (DECODE_LOOP, str(amounts[side]))
                    record(os.path.join(cls.top, name, f"{rank}.l1t"), rank, *command)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_it(self, *words):
        return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False, cwd=self.top)

    def ask(self, *words, code=0):
        done = self.run_it(*words)
        self.assertEqual(done.returncode, code, (words, done.stderr))
        return done.stdout

    def rows(self, *words):
        return list(csv.DictReader(io.StringIO(self.ask("diff", "--format", "csv", *words))))

    def alone(self, rank):
        return self.rows(f"before/{rank}.l1t", f"after/{rank}.l1t")

    def test_each_rank_is_compared_with_its_own_as_if_it_were_alone(self):
        rows = self.rows("before", "after")
        for rank in BOTH:
            got = [dict(row, entry="") for row in rows if row["rank"] == str(rank)]
            self.assertEqual(got, self.alone(rank), rank)
        self.assertEqual({row["rank"] for row in rows}, {"3", "4", "7", "8"})

    def test_folders_patterns_lists_and_databases_are_the_same(self):
        wanted = self.rows("before", "after")
        for side in ("before", "after"):
            self.ask("load", "-f", side, "-o", f"{side}.db")
        lists = [f"{side}/{name}" for side in ("before", "after")
                 for name in sorted(os.listdir(os.path.join(self.top, side)))]
        for words in (["before/*", "after/*"], ["before.db", "after.db"], ["before", "after.db"], lists):
            self.assertEqual(self.rows(*words), wanted, words)

    def test_the_worst_rank_comes_first_and_equal_ones_once(self):
        text = self.ask("diff", "before", "after", "--width", "80")
        self.assertIn("\n8 ranks: 2 worse, 1 otherwise different, 1 better, 4 the same\n", text)
        groups = re.findall(r"^(ranks? [\d,-]+) +(worse|otherwise|better|the same)", text, re.M)
        self.assertEqual(groups, [("ranks 4,7", "worse"), ("rank 3", "otherwise"), ("rank 8", "better"),
                                  ("ranks 0-2,10", "the same")])
        self.assertIn("rank 5 (only in before)", text)
        self.assertIn("rank 6 (only in after)", text)
        self.assertEqual(text.count("what the fullest core holds at its peak"), 2)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        peaks = {row["rank"]: (row["a"], row["b"]) for row in self.rows("before", "after")
                 if row["what"] == "peak" and row["measure"] == "peak_bytes" and row["device"] == "0"}
        a, b = (f"{int(value):,}" for value in peaks["4"])
        self.assertIn(f"peak          {b} (rank 8) -> {b} (ranks 4,7) per core", text)
        self.assertIn(f"worse: peak {a} -> {b} (+", text)

    def test_rows_put_together_have_all_ranks_and_their_number(self):
        rows = self.rows("--grouped", "before", "after")
        single = self.rows("before", "after")
        self.assertEqual({row["ranks"] for row in rows}, {"4,7", "3", "8"})
        self.assertEqual(sum(int(row["pairs"]) for row in rows), len(single))

    def test_a_threshold_and_lines_of_github_name_the_ranks_once(self):
        done = self.run_it("diff", "--threshold", "peak=0", "--annotate", "before", "after")
        self.assertEqual(done.returncode, 1, done.stderr)
        said = [line for line in done.stderr.splitlines() if line.startswith("l1analyze: ranks")]
        self.assertTrue(said)
        for line in said:
            self.assertRegex(line, r"^l1analyze: ranks 4,7, chip [01], peak '")
        self.assertEqual(done.stderr.count("::error title=L1 peak::ranks 4,7: "), 1, done.stderr)
        self.assertEqual(self.run_it("diff", "--threshold", "peak=0", "--rank", "8", "before", "after").returncode, 0)

    def test_markdown_has_one_table_of_all(self):
        text = self.ask("diff", "--format", "markdown", "before", "after")
        self.assertRegex(text, r"^### L1 of after: 8 ranks: 2 worse")
        self.assertIn("\n| ranks 4,7 | worse: peak ", text)
        self.assertEqual(text.count("<details>"), text.count("</details>"))
        self.assertEqual(text.count("<details>"), 3)

    def test_a_baseline_of_ranks_is_compared_by_rank_whatever_their_names(self):
        self.ask("baseline", "before", "-f", "-o", "l1.json")
        with open(os.path.join(self.top, "l1.json"), encoding="utf-8") as file:
            ranks = {entry["run"]: entry["rank"] for entry in json.load(file)["entries"] if entry}
        self.assertEqual(ranks, {str(rank): rank for rank in list(MESH) + [4, 5, 7, 8]})
        moved = os.path.join(self.top, "moved")
        os.makedirs(moved, exist_ok=True)
        for rank in BOTH:
            path = os.path.join(moved, f"run-{100 - rank}.l1t")
            if not os.path.exists(path):
                os.link(os.path.join(self.top, "after", f"{rank}.l1t"), path)
        text = self.ask("diff", "l1.json", "moved", "--width", "80")
        self.assertIn("\n8 ranks: 2 worse, 1 otherwise different, 1 better, 4 the same\n", text)
        self.assertIn("rank 5 (only in l1.json)", text)

    def test_a_folder_is_equal_to_itself(self):
        text = self.ask("diff", "before", "before")
        self.assertIn("9 ranks: all the same", text)

    def test_where_it_is_not_clear_what_belongs_together_nothing_is_compared(self):
        for words in (["before"], ["before/0.l1t", "before/1.l1t", "before/2.l1t"]):
            done = self.run_it("diff", *words)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("not clear what is held against what", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
