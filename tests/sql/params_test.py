"""
Parameters of a question: each is bound as what it looks like, and what does not fit is said in a line.

    params_test.py L1ANALYZE TRACE
"""
import csv
import io
import subprocess
import sys
import unittest

ANALYZE, TRACE = sys.argv[1:3]


def query(*words):
    done = subprocess.run([ANALYZE, "query", *words, "--format", "csv", TRACE], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    return done.returncode, list(csv.reader(io.StringIO(done.stdout))), done.stderr


class Params(unittest.TestCase):
    def kind(self, value):
        code, (_, (kind, _)), _ = query("--param", "v=" + value, "SELECT typeof(:v), :v")
        self.assertEqual(code, 0)
        return kind

    def test_a_value_is_what_it_looks_like(self):
        for value in "0", "65536", "-5", "+7", "9223372036854775807":
            self.assertEqual(self.kind(value), "integer", value)
        for value in "1.5", "1e3", "-.5", "9223372036854775808":
            self.assertEqual(self.kind(value), "real", value)
        for value in "", "x", "0x10", "nan", "inf", " 1", "1 ", "1e", "e", "-", "1e999", "12 or 1", "a=b":
            self.assertEqual(self.kind(value), "text", value)

    def test_what_is_said_to_be_a_text_is_one(self):
        for value in "007", "0", "1e3", "-5", "9223372036854775808", "", "x", "a=b", ":text=1":
            code, (_, *rows), _ = query("--param", "v:text=" + value, "SELECT typeof(:v), 'is ' || :v, :v = 0")
            self.assertEqual((code, rows), (0, [["text", "is " + value, "0"]]), value)

    def test_it_is_the_value_and_never_sql(self):
        for value in "x' OR '1'='1", "'); DROP TABLE run; --", "\u00e4 \U0001f600", "a=b=c", '"', ":v":
            code, (_, (shown,)), _ = query("--param", "v=" + value, "SELECT 'is ' || :v")
            self.assertEqual((code, shown), (0, "is " + value))

    def test_it_chooses_rows(self):
        every = query("SELECT buffer, bytes_per_core FROM buffers")[1][1:]
        for least in sorted({int(held) for _, held in every}):
            some = query("--param", f"least={least}",
                         "SELECT buffer, bytes_per_core FROM buffers WHERE bytes_per_core >= :least")[1][1:]
            self.assertEqual(some, [row for row in every if int(row[1]) >= least])

    def test_all_three_spellings_of_a_name_and_several_places_are_one(self):
        code, rows, _ = query("--param", "a=1", "--param", "b=2", "SELECT :a + @a + $a, :b, :a")
        self.assertEqual((code, rows[1]), (0, ["3", "2", "1"]))

    def test_order_limit_and_windows_go_with_it(self):
        code, rows, _ = query("--param", "n=0", "--device", "0", "--sort=-peak_bytes", "--limit", "1",
                              "SELECT peak_bytes FROM (SELECT * FROM peak) WHERE peak_bytes > :n")
        most = max(int(row[0]) for row in query("SELECT peak_bytes FROM peak")[1][1:])
        self.assertEqual((code, rows[1:]), (0, [[str(most)]]))

    def test_what_does_not_fit_is_said_in_a_line(self):
        for words, said in ((["SELECT :a"], "the question asks for :a; give it with --param a=VALUE"),
                            (["--param", "ab=1", "SELECT :a"], "asks for :a;"),
                            (["--param", "a=1", "SELECT :ab"], "asks for :ab;"),
                            (["SELECT ?"], "without a name"), (["SELECT ?1"], "without a name"),
                            (["--param", "b=1", "SELECT 1"], "has no parameter :b"),
                            (["--param", "a=1", "--param", "a=2", "SELECT :a"], "a is given twice"),
                            (["--param", "a:text=1", "--param", "a=2", "SELECT :a"], "a is given twice"),
                            (["--param", "a:number=1", "SELECT :a"], "bad parameter 'a:number=1'"),
                            (["--param", "a:text", "SELECT :a"], "bad parameter 'a:text'"),
                            (["--param", ":text=1", "SELECT 1"], "bad parameter ':text=1'"),
                            (["--param", "b:text=1", "SELECT 1"], "has no parameter :b"),
                            (["--param", "a", "SELECT :a"], "bad parameter 'a'"),
                            (["--param", "1a=1", "SELECT :a"], "bad parameter '1a=1'"),
                            (["--param", "n=1", "peak"], "has no parameter :n"),
                            (["--param", "n=1", "peak,ops"], "named queries have no parameters"),
                            (["--param", "n=1", "--device", "0", "SELECT * FROM run WHERE run > :n"],
                             "leave out --device")):
            code, rows, error = query(*words)
            self.assertEqual((code, rows, error.count("\n")), (2, [], 1), (words, error))
            self.assertIn(said, error)
        many = [word for i in range(33) for word in ("--param", f"p{i}={i}")]
        self.assertIn("more than 32", query(*many, "SELECT 1")[2])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
