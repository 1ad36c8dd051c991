"""
Pages in which rows are left out: no peak is lost, and what is drawn is what all rows say. Pages of large
runs, whose rows are in no table, are those of the tables.
    thinned_test.py THIN_PAGE MAKE_REPORT_TRACES TRACE...
"""
import os
import subprocess
import sys
import tempfile
import unittest

import browser
from report_data import Data

THIN, MAKE, SAMPLES = sys.argv[1], sys.argv[2], sys.argv[3:]
ALL = str(2 ** 64 - 1)
AROUND = 65                     # changes around the fullest that stay
PARTS = ("buffer_bytes", "l1_small_bytes", "program_bytes", "persistent_bytes")


def page(trace, most, how="whole"):
    return subprocess.run([THIN, trace, str(most), how], capture_output=True, check=True).stdout.decode()


def total(row):
    return sum(row[p] or 0 for p in PARTS)


def lived(data):
    """Lifetimes, with what buffers have in common."""
    forms = data.json["buffer_form"]
    return [b | forms[b["form"] - 1] | {"form": 0} for b in data.table("buffer")]


class Thinned(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([MAKE, cls.folder.name], check=True)
        cls.odd = sorted(os.path.join(cls.folder.name, f) for f in os.listdir(cls.folder.name))
        cls.all = {trace: Data(page(trace, ALL)) for trace in [*SAMPLES, *cls.odd]}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def stretches(self, thin, full):
        """Of each stretch the rows that it has, and those that stayed."""
        rows, kept, at = full.table("change"), thin.table("change"), 0
        ends = [s["row"] for s in thin.table("stretch")][1:] + [len(kept)]
        for stretch, end in zip(thin.table("stretch"), ends):
            yield rows[at:at + stretch["changes"]], kept[stretch["row"]:end], stretch["whole"]
            at += stretch["changes"]
        self.assertEqual(at, len(rows))

    def test_of_each_stretch_the_fullest_and_the_last_change_of_all_cores_stay(self):
        seen = 0
        for trace, full in self.all.items():
            for most in (60, 300):
                thin = Data(page(trace, most))
                counts = {c["name"]: c for c in thin.json["counts"]}["change"]
                self.assertEqual(counts["of"], len(full.table("change")))
                self.assertEqual(counts["shown"], len(thin.table("change")))
                if counts["of"] <= most:
                    self.assertEqual(thin.columns, full.columns)
                    continue
                for rows, kept, whole in self.stretches(thin, full):
                    left = iter(rows)
                    self.assertTrue(all(row in left for row in kept), "they are rows, in their order")
                    self.assertEqual(whole, kept == rows)
                    for classes in {r["classes"] for r in rows}:
                        mine, theirs = ([r for r in some if r["classes"] == classes] for some in (kept, rows))
                        self.assertEqual(max(map(total, mine)), max(map(total, theirs)))
                        self.assertEqual(mine[-1], theirs[-1])
                        seen += 1
                fullest = max(map(total, full.table("change")))
                self.assertTrue(any(whole and fullest in map(total, kept)
                                    for _, kept, whole in self.stretches(thin, full)))
                lists = len({r["classes"] for r in full.table("change")})
                self.assertLessEqual(counts["shown"], max(most, 2 * 3 * lists + AROUND))
        self.assertGreater(seen, 100)

    def test_buffers_that_stay_are_buffers_and_all_that_live_at_the_peak_stay(self):
        seen = 0
        for trace, full in self.all.items():
            thin, buffers = Data(page(trace, 150)), lived(full)
            if len(buffers) <= 60:
                continue
            kept, left = lived(thin), iter(buffers)
            self.assertTrue(all(b in left for b in kept))
            worst = max(full.table("change"), key=total)["time_ns"]
            for b in buffers:
                if b["alloc_ns"] <= worst and (b["end_ns"] is None or b["end_ns"] >= worst):
                    self.assertIn(b, kept)
                    seen += 1
            counts = {c["name"]: c for c in thin.json["counts"]}["buffer"]
            self.assertEqual((counts["shown"], counts["of"]), (len(kept), len(buffers)))
        self.assertGreater(seen, 20)

    def test_ops_of_the_changes_that_stay_stay(self):
        for trace, full in self.all.items():
            thin = Data(page(trace, 150))
            there = {o["op"] for o in thin.table("op")}
            self.assertLessEqual(there, {o["op"] for o in full.table("op")})
            of_changes = {c["op"] for c in thin.table("change")} & {o["op"] for o in full.table("op")}
            self.assertLessEqual(of_changes, there, trace)

    def test_a_run_whose_rows_are_in_no_table_has_the_same_page(self):
        seen = 0
        for trace, full in self.all.items():
            run = full.json["run"][0]
            if run["uses"] or run["failures"] or run["kernels"] or full.json["table.check"] and any(
                    "hazard" in row["finding"] for row in full.json["table.check"]):
                continue
            lean = Data(page(trace, ALL, "lean"))
            self.assertEqual(lean.columns, full.columns, trace)
            for name, rows in full.json.items():
                if name not in ("counts", "table.growth", "table.advice", "op_form"):
                    self.assertEqual(lean.json[name], rows, (trace, name))
            seen += 1
        self.assertGreater(seen, 3)


@unittest.skipUnless(browser.program(), "no Chromium here")
class Shown(unittest.TestCase):
    def test_the_page_shows_of_other_cores_the_most_that_they_held(self):
        with tempfile.TemporaryDirectory() as folder:
            path, shown, seen = os.path.join(folder, "thin.html"), browser.Browser(), 0
            subprocess.run([MAKE, folder], check=True)
            for trace in [os.path.join(folder, "many_cores.l1t"), SAMPLES[0]]:
                html = page(trace, 16)
                thin, full = Data(html), Data(page(trace, ALL))
                if not thin.table("stretch"):
                    continue
                with open(path, "w", encoding="utf-8") as file:
                    file.write(html)
                shown.open(path)
                self.assertIn("are drawn", shown.evaluate("document.getElementById('verdict').innerText"))
                seen += self.step(shown, thin, full)
                self.assertEqual(shown.messages, [])
            shown.close()
            self.assertGreater(seen, 5)

    def step(self, shown, thin, full):
        """At some changes: what the grid says of each core, against all rows."""
        seen, rows, lists, cores = 0, full.table("change"), {}, {}
        openings = {o["opening"]: o["device"] for o in full.json["opening"]}
        for row in full.table("list"):
            lists.setdefault(row["classes"], set()).add(row["class"])
        for row in full.table("core"):
            cores.setdefault((openings[row["opening"]], f"{row['core_x']},{row['core_y']}"), set()).add(row["class"])
        if any(c["close_ns"] is not None for c in full.json["opening"][:-1]) or {r["event"] for r in rows} & {5}:
            return 0
        for key in ["ArrowLeft"] * 2 + ["ArrowRight"] * 6:
            shown.press(key)
            told = dict(shown.evaluate("[...document.querySelectorAll('#grid button')].map((b) => b.title.split(': '))"))
            place = int(dict(p.split("=") for p in shown.evaluate(
                "new Promise((t) => setTimeout(() => t(location.hash.slice(1)), 300))").split("&"))["row"])
            chip = int(shown.evaluate("document.getElementById('core').value").split(":")[0])
            now, at = thin.table("change")[place], 0
            for stretch, end in zip(thin.table("stretch"), [s["row"] for s in thin.table("stretch")][1:] + [2 ** 40]):
                if stretch["row"] <= place < end:
                    break
                at += stretch["changes"]
            for key, words in told.items():
                mine = [i for i, r in enumerate(rows) if lists[r["classes"]] & cores[chip, key.split()[1]]]
                value = int(words.replace("at most ", "").split()[0].replace(",", ""))
                if words.startswith("at most"):
                    inside = [i for i in mine if at <= i < at + stretch["changes"]]
                    before = [i for i in mine if i < at][-1:]
                    self.assertEqual(value, max(total(rows[i]) for i in inside + before))
                    seen += 1
                else:
                    first = rows.index(now)
                    held = [i for i in mine if i <= first or (stretch["whole"] and i == first)]
                    self.assertEqual(value, total(rows[held[-1]]) if held else 0)
        return seen


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
