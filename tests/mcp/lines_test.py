"""l1analyze mcp by lines written by hand: answers, refusals, and what nobody should send.

    lines_test.py L1ANALYZE TRACE TRACE-THAT-DOES-NOT-FIT
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

L1ANALYZE, TRACE, FAILED = sys.argv[1:4]
del sys.argv[1:]
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class Lines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        base = pathlib.Path(folder.name).resolve()
        cls.root, cls.outside = base / "root", base / "outside"
        for made in (cls.root / "deep", cls.outside, base / "rootless"):
            made.mkdir(parents=True)
        for to in (cls.root / "run.l1t", cls.outside / "secret.l1t", base / "rootless/x.l1t"):
            shutil.copy(TRACE, to)
        shutil.copy(FAILED, cls.root / "deep/failed.l1t")
        (cls.root / "damaged.l1t").write_bytes(pathlib.Path(TRACE).read_bytes()[:-300])
        (cls.root / "none.l1t").write_text("no trace\n")
        (cls.root / "link.l1t").symlink_to(cls.outside / "secret.l1t")
        (cls.root / "folder").symlink_to(cls.outside)
        (cls.root / "inner.l1t").symlink_to(cls.root / "run.l1t")
        os.mkfifo(cls.root / "pipe.l1t")
        shutil.copy(TRACE, cls.root / "live.l1t")
        (cls.root / "live.l1t.live").symlink_to(cls.outside / "secret.l1t")

    def lines(self, *lines, options=()):
        """What comes back, a message a line, and nothing else."""
        sent = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
        done = subprocess.run([L1ANALYZE, "mcp", *options, str(self.root)], input=sent, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def calls(self, *calls, options=()):
        """[(text, whether it is an error)] of calls (tool, arguments)."""
        got = self.lines(*({"jsonrpc": "2.0", "id": i, "method": "tools/call",
                            "params": {"name": tool, "arguments": arguments}}
                           for i, (tool, arguments) in enumerate(calls)), options=options)
        self.assertEqual([message["id"] for message in got], list(range(len(calls))))
        return [(message["result"]["content"][0]["text"], message["result"]["isError"]) for message in got]

    def call(self, tool, options=(), **arguments):
        return self.calls((tool, arguments), options=options)[0]

    def test_a_known_version_is_echoed_and_else_the_newest_is_named(self):
        asked = ["2025-06-18", "2025-11-25", "1999-01-01", 7]
        got = self.lines(*({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": v}}
                           for v in asked))
        self.assertEqual([m["result"]["protocolVersion"] for m in got], [*asked[:2], "2025-11-25", "2025-11-25"])

    def test_every_id_comes_back_and_notifications_are_not_answered(self):
        ids = [0, -5, "a\"b\u00e9", 2 ** 53]
        got = self.lines({"jsonrpc": "2.0", "method": "notifications/initialized"},
                         *({"jsonrpc": "2.0", "id": i, "method": "ping"} for i in ids),
                         {"jsonrpc": "2.0", "id": 1, "result": {}})
        self.assertEqual(got, [{"jsonrpc": "2.0", "id": i, "result": {}} for i in ids])

    def test_a_number_of_any_size_comes_back_as_it_was_sent(self):
        ids = ["1e400", "-1e309", "1E5", "1e-400", "99999999999999999999", "-9223372036854775809",
               "12345678901234567.5", "18446744073709551616", "1" * 500, "0." + "3" * 500]
        sent = "".join(f'{{"jsonrpc": "2.0", "id": {i}, "method": "{method}"}}\n' for i in ids
                       for method in ("ping", "none"))
        done = subprocess.run([L1ANALYZE, "mcp", str(self.root)], input=sent, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        got = [json.loads(line, parse_int=str, parse_float=str) for line in done.stdout.splitlines()]
        self.assertEqual([m["id"] for m in got], [i for i in ids for _ in "12"])
        self.assertEqual({m["error"]["code"] for m in got[1::2]}, {"-32601"})

    def test_a_number_of_any_size_is_refused_where_it_does_not_fit(self):
        for value in ("1e400", "99999999999999999999", "-1e400", "9223372036854775808"):
            line = ('{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "peak", '
                    f'"arguments": {{"trace": "run.l1t", "limit": {value}}}}}}}').encode()
            with self.subTest(value=value):
                got = self.lines(line, {"jsonrpc": "2.0", "id": 2, "method": "ping"})
                self.assertTrue(got[0]["result"]["isError"])
                self.assertEqual(got[1]["id"], 2)

    def test_hostile_lines_are_refused_and_survived(self):
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        hostile = {b"{": -32700, b"\xff\xfe": -32700, b'{"a": "\0"}': -32700, b"[" * 100000: -32700,
                   b"x" * (1 << 20): -32700, b" " * (3 << 20): -32600, b"[]": -32600, b"7": -32600,
                   b'{"jsonrpc": "1.0", "id": 2, "method": "ping"}': -32600,
                   b'{"jsonrpc": "2.0", "id": null, "method": "ping"}': -32600,
                   b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}': -32600,
                   b'{"jsonrpc": "2.0", "id": 2, "method": 5}': -32600,
                   b'{"jsonrpc": "2.0", "id": 2, "method": "tools/cal"}': -32601,
                   b'{"jsonrpc": "2.0", "id": 2, "method": "tools/call"}': -32602,
                   b'{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": [1]}': -32602,
                   b'{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "rm"}}': -32602,
                   b'{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "peak",'
                   b' "arguments": [1]}}': -32602}
        for line, code in hostile.items():
            with self.subTest(line=line[:80]):
                refused, answered = self.lines(line, ping)
                self.assertEqual(refused["error"]["code"], code)
                self.assertEqual(answered, {"jsonrpc": "2.0", "id": 1, "result": {}})
        self.assertEqual(self.lines(b"", b"  \r"), [])

    def test_every_tool_answers_by_its_verb(self):
        tools = self.lines({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})[0]["result"]["tools"]
        some = {"a": "run.l1t", "b": "deep/failed.l1t", "sql": "peak", "trace": "run.l1t", "time": "50%"}
        arguments = [{n: some[n] for n in {*tool["inputSchema"]["required"], "time"}
                      if n in tool["inputSchema"]["properties"]} for tool in tools]
        answers = self.calls(*zip((tool["name"] for tool in tools), arguments))
        for tool, (text, error) in zip(tools, answers):
            with self.subTest(tool=tool["name"]):
                self.assertFalse(error, text)
                if tool["name"] not in ("schema", "traces", "at", "diff", "query"):
                    rows = subprocess.run([L1ANALYZE, tool["name"], "--format", "jsonl", str(self.root / "run.l1t")],
                                          check=True, capture_output=True, text=True).stdout.splitlines()
                    self.assertEqual(text.splitlines()[1:51], rows[:50])
                    self.assertRegex(text, rf"\A(50 of )?{len(rows):,} row")

    def test_every_option_of_a_tool_is_one_of_its_verb(self):
        tools = self.lines({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})[0]["result"]["tools"]
        own = {"trace", "traces", "a", "b", "sql", "time", "limit", "name"}
        for tool in tools:
            known = subprocess.run([L1ANALYZE, "--list-options", tool["name"]], capture_output=True, text=True).stdout
            names = set(tool["inputSchema"]["properties"]) - own
            if names:
                self.assertEqual(set(), {f"--{n}" for n in names} - set(known.split()), tool["name"])

    def test_an_answer_says_what_it_leaves_out(self):
        many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 4409) SELECT i FROM n"
        for limit, shown in ((None, 50), (7, 7), (1000, 1000)):
            text, error = self.call("query", trace="run.l1t", sql=many, limit=limit)
            self.assertFalse(error, text)
            self.assertIn(f"{shown:,} of 4,409 rows; limit=", text.splitlines()[0])
            self.assertEqual(len(text.splitlines()), shown + 1)
        long = many.replace("SELECT i FROM n", "SELECT printf('%09000d', i) AS i FROM n")
        text, error = self.call("query", trace="run.l1t", sql=long, limit=1000)
        self.assertRegex(text, r"\A29 of 4,409 rows; more would be too long")

    def test_nothing_outside_of_the_roots_is_opened(self):
        for path in (self.outside / "secret.l1t", "../outside/secret.l1t", "link.l1t", "folder/secret.l1t",
                     "deep/../../outside/secret.l1t", self.root.parent / "rootless/x.l1t", "/etc/passwd", "", ".",
                     "deep", "pipe.l1t", "live.l1t", "-", "missing.l1t", "*.l1t", "a" * 5000):
            for tool, arguments in (("peak", {"trace": str(path)}), ("diff", {"a": "run.l1t", "b": str(path)}),
                                    ("query", {"sql": "peak", "trace": str(path)})):
                with self.subTest(path=str(path)[:80], tool=tool):
                    text, error = self.call(tool, **arguments)
                    self.assertTrue(error, text)
                    self.assertEqual(len(text.splitlines()), 1)
                    self.assertNotIn("peak_bytes", text)
        self.assertFalse(self.call("peak", trace="inner.l1t")[1])
        self.assertFalse(self.call("peak", trace=str(self.root / "deep/failed.l1t"))[1])

    def test_the_list_has_the_roots_files_and_follows_no_link(self):
        rows = self.call("traces")[0].splitlines()[1:]
        self.assertEqual({pathlib.Path(json.loads(row)["trace"]).relative_to(self.root).as_posix() for row in rows},
                         {"run.l1t", "deep/failed.l1t", "damaged.l1t", "none.l1t", "live.l1t"})
        self.assertTrue(self.call("traces", limit=2)[0].startswith("2 of 5 files"))

    def test_wrong_arguments_are_refused_in_a_line(self):
        for tool, arguments in (("peak", {}), ("peak", {"trace": 5.5}), ("peak", {"trace": ["run.l1t"]}),
                                ("peak", {"trace": "run.l1t", "output": "x"}), ("query", {"trace": "run.l1t"}),
                                ("peak", {"trace": "run.l1t", "limit": 0}),
                                ("peak", {"trace": "run.l1t", "limit": 1001}),
                                ("peak", {"trace": "run.l1t", "limit": "5"}),
                                ("peak", {"trace": "run.l1t", "owners": "yes"}),
                                ("peak", {"trace": "run.l1t", "by": "rubbish"}),
                                ("ops", {"trace": "run.l1t", "sort": "nothing"}),
                                ("at", {"trace": "run.l1t", "time": "--help"}), ("at", {"trace": "run.l1t"})):
            with self.subTest(tool=tool, arguments=arguments):
                text, error = self.call(tool, **arguments)
                self.assertTrue(error, text)
                self.assertEqual(len(text.splitlines()), 1)

    def test_a_question_cannot_write_or_be_an_option(self):
        target = self.root / "made.db"
        for sql in (f"ATTACH '{target}' AS x", f"VACUUM INTO '{target}'", "DELETE FROM run", "DROP TABLE run",
                    f"-o{target}", f"--output={target}", "SELECT 1; SELECT 2", "PRAGMA writable_schema = 1",
                    "SELECT load_extension('x')", "peak,ops", str(self.outside / "secret.l1t")):
            with self.subTest(sql=sql):
                text, error = self.call("query", trace="run.l1t", sql=sql)
                self.assertTrue(error, text)
                self.assertFalse(target.exists())
        self.assertEqual(self.call("query", trace="run.l1t", sql="-- one\nSELECT 1 AS x"),
                         ('1 row, all there are\n{"x": 1}\n', False))

    def test_a_damaged_trace_is_answered_and_said_to_be(self):
        text, error = self.call("peak", trace="damaged.l1t")
        self.assertFalse(error, text)
        self.assertIn("l1analyze: ", text)
        text, error = self.call("peak", trace="none.l1t")
        self.assertTrue(error)
        self.assertIn("none.l1t", text)

    def test_what_takes_too_long_is_ended_and_the_next_call_answered(self):
        late, soon = self.calls(("query", {"trace": "run.l1t", "sql": ENDLESS}), ("traces", {}),
                                options=("--time-limit", "0.05"))
        self.assertTrue(late[1])
        self.assertIn("took longer than 0.05 s", late[0])
        self.assertFalse(soon[1])

    def test_roots_that_are_none_are_refused_at_once(self):
        for words in ([], ["/nonexistent"], [str(self.root / "run.l1t")], ["--time-limit", "0", str(self.root)],
                      ["--time-limit", "nan", str(self.root)]):
            done = subprocess.run([L1ANALYZE, "mcp", *words], input=b"", capture_output=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count(b"\n")), (2, b"", 1), words)


if __name__ == "__main__":
    unittest.main()
