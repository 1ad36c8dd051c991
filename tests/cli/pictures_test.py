"""
What is drawn on terminals: every number and letter of a chart, a map of cores and a tree is what rows
say; nothing is wider or higher than the terminal; colours only where they may be.
    pictures_test.py L1ANALYZE MAKE_NASTY DECODE_LOOP TRACE...
"""
import bisect
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
import unittest

from on_terminal import environment, on_terminal, terminal_or_skip

ANALYZE, NASTY, LONG, TRACES = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
FOLDER = tempfile.TemporaryDirectory()
MARGIN = 10
PARTS = {"B": "buffer_bytes", "P": "program_bytes", "S": "l1_small_bytes", "Z": "persistent_bytes"}
ASCII, UTF8 = {"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}


def printed(*words, **more):
    done = subprocess.run([ANALYZE, *words], capture_output=True, check=False,
                          env=environment(**more))
    assert done.returncode in (0, 4), (words, done)
    return done.stdout.decode("utf-8", "surrogateescape")


def rows(*words):
    return list(csv.DictReader(io.StringIO(printed(*words, "--format", "csv"))))


def plain(text):
    return re.sub(r"\033\[[\d;]*m", "", text)


def number(text):
    return int(text.replace(",", ""))


def chart_of(text):
    """(top, bottom up the lines' columns, from ms, to ms, the column that is marked)."""
    lines = text.splitlines()
    axis = next(i for i, line in enumerate(lines) if re.match(r" *0\+-", line))
    top = next(i for i, line in enumerate(lines) if re.match(r" *[\d,]+[+|]", line))
    inside = [line[MARGIN:] for line in lines[top + 1:axis]]
    ends = re.findall(r"([\d.]+) ms", lines[axis + 1])
    return (number(re.match(r" *([\d,]+)", lines[top])[1]), inside[::-1],
            *(float(end) for end in ends), lines[axis][MARGIN:].find("^"))


def states(core, trace):
    """What a core holds: (from, until, total, parts) in ns, its changes one after the other."""
    held, all_states = None, []
    for row in rows("timeline", "--core", core, trace):
        now = {part: int(row[name]) for part, name in PARTS.items()}
        at = int(row["time_ns"])
        if held is not None:
            all_states.append((held[0], at, held[1]))
        all_states.append((at, at, now))
        # what a replay uses is there for its moment, as a program is
        if row["event"] != "replay":
            held = (at, {**now, "P": 0})
    if held is not None:
        all_states.append((held[0], 1 << 62, held[1]))
    return all_states


class Chart(unittest.TestCase):
    def between(self, changes, first, last):
        """What was held at some time between; a state follows the one before it."""
        begin = bisect.bisect_left(changes, first, key=lambda state: state[1])
        end = bisect.bisect_right(changes, last, key=lambda state: state[0])
        return [parts for _, _, parts in changes[begin:end]]

    def compare(self, trace, core, width):
        text = printed("timeline", "--chart", "--core", core, "--width", str(width), trace, **ASCII)
        top, lines, begin, end, peak = chart_of(text)
        columns, high = width - MARGIN, len(lines)
        length = (end - begin) * 1e6 / columns
        changes = states(core, trace)
        most = max(sum(parts.values()) for _, _, parts in changes)
        for column in range(columns):
            letters = "".join(line[column:column + 1] for line in lines).rstrip()
            self.assertNotIn(" ", letters, "a column has no holes")
            # the ends of a column are known to a thousandth of a millisecond
            first, last = begin * 1e6 + column * length, begin * 1e6 + (column + 1) * length
            near = self.between(changes, first - 1000, last + 1000)
            surely = self.between(changes, first + 1000, last - 1000) if last - first > 2000 else []
            heights = [sum(parts.values()) * high / top for parts in near] or [0]
            self.assertLessEqual(len(letters), max(max(heights) + 0.5, 1), (column, letters))
            if surely:
                least = max(sum(parts.values()) for parts in surely) * high / top
                self.assertGreaterEqual(len(letters), least - 0.5, (column, letters))
                self.assertGreaterEqual(len(letters), least > 0)
            self.assertTrue(any(all(abs(letters.count(p) - parts[p] * high / top) <= 1
                                    for p in PARTS) for parts in near) or not letters,
                            (column, letters, near[:3]))
        self.assertEqual(max(range(columns), key=lambda c: sum(
            line[c:c + 1].strip() != "" for line in lines)) <= peak, True)
        self.assertTrue(any(b >= begin * 1e6 + peak * length - 1000 and
                            a <= begin * 1e6 + (peak + 1) * length + 1000
                            for a, b, parts in changes if sum(parts.values()) == most))
        return most

    def test_each_column_is_what_a_core_held_at_its_fullest_moment(self):
        for trace in TRACES:
            for width in (40, 133):
                self.assertGreater(self.compare(trace, "0,0", width), 0)

    def test_a_short_peak_is_not_lost_in_few_columns(self):
        # the launch with the largest program is one moment of the run
        for trace in TRACES:
            top, lines, *_ = chart_of(printed("timeline", "--chart", "--width", "24", trace,
                                              "--core", "0,0", LC_ALL="C", LINES="40")
                                      .replace("1.3M+", "1,393,312+"))
            most = max(int(row["peak_bytes"]) for row in rows("peak", trace))
            if top == 1393312:
                high = max(i for i, line in enumerate(lines) if line.strip()) + 1
                self.assertAlmostEqual(high, most * len(lines) / top, delta=0.51)

    def test_a_chart_of_a_device_is_as_high_as_its_peak(self):
        for trace in TRACES:
            text = printed("timeline", "--chart", "--width", "100", trace, **ASCII)
            top, lines, *_ = chart_of(text)
            most = max(int(row["peak_bytes"]) for row in rows("peak", trace))
            high = max(i for i, line in enumerate(lines) if line.strip()) + 1
            self.assertAlmostEqual(high, most * len(lines) / top, delta=0.51)

    def test_a_window_is_drawn_alone(self):
        trace = TRACES[-1]
        whole = rows("timeline", "--core", "0,0", trace)
        middle = [int(row["time_ns"]) for row in whole][len(whole) // 2]
        text = printed("timeline", "--chart", "--from", f"{middle}ns", "--width", "90", trace, **ASCII)
        _, _, begin, _, _ = chart_of(text)
        self.assertAlmostEqual(begin * 1e6, middle, delta=1000)
        most = max(int(row["peak_bytes"]) for row in rows("peak", "--from", f"{middle}ns", trace))
        top, lines, *_ = chart_of(text)
        high = max(i for i, line in enumerate(lines) if line.strip()) + 1
        self.assertAlmostEqual(high, most * len(lines) / top, delta=0.51)

    def test_an_op_is_drawn_at_its_launches(self):
        trace = TRACES[-1]
        ops = rows("ops", trace)
        name = ops[len(ops) // 2]["name"]
        most = max(int(row["peak_bytes"]) for row in rows("peak", "--op", name, trace))
        top, lines, *_ = chart_of(printed("timeline", "--chart", "--op", name, trace, **ASCII))
        high = max(i for i, line in enumerate(lines) if line.strip()) + 1
        self.assertAlmostEqual(high, most * len(lines) / top, delta=0.51)

    def test_failures_and_marks_stand_under_the_chart(self):
        for trace in TRACES:
            text = printed("timeline", "--chart", "--width", "120", trace, **ASCII)
            failures = {row["failure"] for row in rows("explain", trace)}
            self.assertEqual(bool(failures), "\n   failed " in text, trace)
            marks = {row["name"] for row in rows("marks", trace)}
            if marks:
                line = re.search(r"\n    marks (.*)\n", text)[1]
                for name in re.findall(r"\[(\w+)", line):
                    self.assertTrue(any(m.startswith(name) for m in marks), name)

    def test_a_pipe_has_the_rows_that_a_terminal_has_only_when_asked(self):
        for trace in TRACES:
            piped = printed("timeline", trace)
            self.assertEqual(piped, printed("timeline", "--rows", trace))
            self.assertIn("total_bytes", piped.split("\n", 1)[0])
            self.assertEqual(on_terminal(80, ANALYZE, "timeline", "--rows", "--width", "0", trace,
                                         NO_COLOR="1")[0],
                             printed("timeline", "--width", "0", trace))
            drawn = on_terminal(80, ANALYZE, "timeline", trace, **ASCII)[0]
            self.assertNotIn("total_bytes", drawn)
            for asked in (("--sort", "time_ns"), ("--limit", "2"), ("--event", "launch"),
                          ("--no-group",), ("--rows",), ("--format", "csv")):
                self.assertNotIn("+----", on_terminal(80, ANALYZE, "timeline", *asked, trace)[0])

    def test_what_cannot_be_drawn_is_refused(self):
        for asked in (("--rows",), ("--format", "csv"), ("--sort", "time_ns"), ("--limit", "3")):
            done = subprocess.run([ANALYZE, "timeline", "--chart", *asked, TRACES[0]],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), asked)
        for verb in ("--by op", "--core 0,0", "--owners", "--rows", "--format csv", "--kind dram"):
            done = subprocess.run([ANALYZE, "peak", "--chart", *verb.split(), TRACES[0]],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), verb)
        done = subprocess.run([ANALYZE, "peak", "--owners", "--by", "op", TRACES[0]],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))


class Grid(unittest.TestCase):
    def two_kinds(self):
        """A run in which some cores hold more: its programs run on a part of them."""
        path = os.path.join(FOLDER.name, "loop.l1t")
        if not os.path.exists(path):
            subprocess.run([LONG, "3"], env=environment(L1TRACE=path), check=True,
                           stdout=subprocess.DEVNULL)
        return path

    def test_each_core_s_letter_is_its_peak(self):
        seen = 0
        for trace in [self.two_kinds(), os.path.join(FOLDER.name, "nasty.l1t"), *TRACES]:
            if not os.path.exists(trace):
                subprocess.run([NASTY, trace], check=True)
            for more in ((), ("--from", "0%", "--to", "40%")):
                text = printed("peak", "--chart", *more, "--width", "200", trace, **ASCII)
                peaks = rows("peak", *more, trace)
                values = {int(row["peak_bytes"]) for row in peaks}
                self.assertEqual(len(values) == 1 and values != {0},
                                 "the same at their peak" in text, (trace, more))
                for chips, least, most, grid, legend in re.findall(
                        r"chips? ([\d,-]+): peak of each core, from ([\d,]+) to ([\d,]+) bytes of its "
                        r"L1\n((?: +\d.*\n)+)(   A = .*)\n", text):
                    letters = {letter: number(n) for letter, n in
                               re.findall(r"([A-Z]) = ([\d,]+)", legend)}
                    lines = [line.split() for line in grid.splitlines()][1:]
                    chip = re.match(r"\d+", chips)[0]
                    its = {(int(r["core_x"]), int(r["core_y"])): int(r["peak_bytes"])
                           for r in peaks if r["device"] == chip}
                    drawn = {(x, int(line[0])): letters[cell] for line in lines
                             for x, cell in enumerate(line[1:]) if cell != "-"}
                    if len(drawn) == len(its):      # one opening of the chip
                        self.assertEqual(drawn, its)
                        self.assertEqual((number(least), number(most)),
                                         (min(its.values()), max(its.values())))
                        seen += 1
        self.assertGreater(seen, 0)

    def test_equal_cores_are_a_line(self):
        cores = len(rows("peak", TRACES[0]))
        self.assertIn(f"\nall {cores} cores hold the same at their peak\n",
                      printed("peak", "--chart", TRACES[0], **ASCII))
        self.assertNotIn("cores hold", printed("peak", TRACES[0]))
        self.assertIn("cores hold", on_terminal(80, ANALYZE, "peak", TRACES[0])[0])
        self.assertNotIn("cores hold", on_terminal(80, ANALYZE, "peak", "--rows", TRACES[0])[0])


class Owners(unittest.TestCase):
    def test_the_rows_add_up_to_the_parts_of_the_peak(self):
        for trace in TRACES:
            held = rows("peak", "--owners", trace)
            core = {(row["device"], row["core_x"], row["core_y"]) for row in held}
            self.assertEqual(len(core), 1)
            peak = next(row for row in rows("peak", trace)
                        if (row["device"], row["core_x"], row["core_y"]) in core)
            for part in ("buffer", "l1_small", "program", "persistent"):
                self.assertEqual(sum(int(row["bytes_per_core"]) for row in held
                                     if row["part"] == part), int(peak[part + "_bytes"]), (trace, part))
            self.assertFalse([row for row in held if not row["owner_kind"]], "nobody's")
            self.assertAlmostEqual(sum(float(row["share_percent"]) for row in held), 100, delta=0.1)

    def branches(self, text):
        """(depth, bytes, text) of each line of a tree."""
        found = re.findall(r"^ *(-?[\d.]+) % +(-?[\d,]+)  ((?:[|] |  )*)[+`] (.*)$", text, re.M)
        return [(len(before) // 2, number(b), name) for _, b, before, name in found]

    def test_a_node_of_the_tree_is_the_sum_of_those_under_it(self):
        for trace in TRACES:
            for more in ((), ("--limit", "3"), ("--limit", "100000")):
                lines = self.branches(printed("peak", "--owners", *more, "--width", "200", trace, **ASCII))
                whole = sum(int(row["bytes_per_core"]) for row in rows("peak", "--owners", trace))
                self.assertEqual(sum(b for depth, b, _ in lines if depth == 0), whole, (trace, more))
                for i, (depth, held, _) in enumerate(lines):
                    under = []
                    for below in lines[i + 1:]:
                        if below[0] <= depth:
                            break
                        under += [below[1]] if below[0] == depth + 1 else []
                    if under:
                        self.assertEqual(sum(under), held, (trace, lines[i]))

    def test_what_is_small_is_counted(self):
        text = printed("peak", "--owners", "--limit", "2", TRACES[-1], **ASCII)
        self.assertRegex(text, r"[+`] \d+ more, together [\d,]+ bytes")
        lines = self.branches(text)
        self.assertLessEqual(len([1 for *_, name in lines if " more, together" not in name]), 2 + 3)

    def test_a_window_has_its_own_peak(self):
        for trace in TRACES:
            held = rows("peak", "--owners", "--to", "50%", trace)
            most = max(int(row["peak_bytes"]) for row in rows("peak", "--to", "50%", trace))
            self.assertEqual(sum(int(row["bytes_per_core"]) for row in held), most)


class Terminals(unittest.TestCase):
    VERBS = ("timeline", "timeline --core 0,0", "peak", "peak --owners", "explain", "at --peak", "frag")

    def test_no_line_is_wider_than_the_terminal(self):
        for trace in TRACES[:2]:
            for verb in self.VERBS:
                for columns in (20, 40, 60, 80):
                    if columns < 40 and verb in ("explain", "at --peak", "frag"):
                        continue
                    text, _ = on_terminal(columns, ANALYZE, *verb.split(), trace, TERM="xterm", **UTF8)
                    for line in plain(text).splitlines():
                        # a command is not broken, nor is a path
                        if not re.match(r"next: |  or: |l1analyze: | *\S+$| *called at \S+$", line):
                            self.assertLessEqual(len(line), columns, (verb, trace, line))

    def test_a_chart_is_one_screen(self):
        for trace in TRACES:
            for columns, lines in ((20, 6), (40, 12), (40, 24), (80, 24), (132, 50)):
                text, _ = on_terminal(columns, ANALYZE, "timeline", trace, lines=lines, **UTF8)
                # the shell's prompt has a line, too
                self.assertLess(sum(1 + (len(line) - 1) // columns for line in
                                    plain(text).splitlines()), lines, (trace, columns, text))

    def test_colours_are_only_where_they_may_be(self):
        for verb in self.VERBS:
            words = [ANALYZE, *verb.split(), TRACES[0]]
            for more in ({"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}, {"TERM": ""}):
                self.assertNotIn("\033", "".join(on_terminal(90, *words, **more, **UTF8)), (verb, more))
            self.assertNotIn("\033", printed(*words[1:], "--width", "90", TERM="xterm"))
        for verb in ("timeline", "peak --owners", "explain", "peak"):
            text, _ = on_terminal(90, ANALYZE, *verb.split(), TRACES[0], TERM="xterm", **UTF8)
            self.assertIn("\033[", text)
            for line in text.splitlines():
                codes = re.findall(r"\033\[([\d;]*)m", line)
                self.assertTrue(not codes or codes[-1] == "0", (verb, line))
            self.assertNotIn("\033", plain(text))

    def test_colours_change_nothing_but_colours_where_letters_are_drawn(self):
        for verb in self.VERBS:
            words = [ANALYZE, *verb.split(), TRACES[0]]
            none = on_terminal(90, *words, NO_COLOR="1", TERM="xterm", **ASCII)[0]
            colours = on_terminal(90, *words, TERM="xterm", **ASCII)[0]
            self.assertEqual(plain(colours), none, verb)

    def test_without_utf_8_all_of_it_is_ascii(self):
        for verb in self.VERBS:
            for trace in TRACES[:2]:
                text, _ = on_terminal(80, ANALYZE, *verb.split(), trace, TERM="xterm", **ASCII)
                text.encode("ascii")

    def test_names_of_a_trace_control_no_terminal(self):
        nasty = os.path.join(FOLDER.name, "hostile.l1t")
        subprocess.run([NASTY, nasty], check=True)
        for verb in ("timeline", "peak", "peak --owners", "peak --owners --limit 1000"):
            for columns in (20, 80, 0):
                words = [ANALYZE, *verb.split(), nasty]
                words += ["--chart"] if "--owners" not in verb else []
                text, said = on_terminal(columns or 80, *words, TERM="xterm", **UTF8)
                for c in plain(text + said):
                    self.assertTrue(c in "\n\r" or c >= " " and not "\x7f" <= c <= "\x9f" and
                                    c not in "\u202e\u2066", (verb, hex(ord(c))))


if __name__ == "__main__":
    terminal_or_skip()
    unittest.main(argv=sys.argv[:1])
