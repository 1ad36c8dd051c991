#!/usr/bin/env python3
"""Holds the tree to ARCHITECTURE.md: includes and calls go along its arrows and nowhere in a circle;
no file includes what it says that it must not know; no test is left out of the build.

    rooms.py SOURCE-FOLDER BUILD-FOLDER
"""
import collections
import functools
import json
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
TOPS = ["format", "recorder", "analyzer"]


def sources(*suffixes):
    return [p.relative_to(SOURCE) for top in TOPS for p in sorted((SOURCE / top).rglob("*"))
            if p.suffix in suffixes]


def block(name):
    text = (SOURCE / "ARCHITECTURE.md").read_text()
    found = re.search(r"```%s\n(.*?)```" % name, text, re.S)
    assert found, name
    return found[1].splitlines()


def arrows():
    """Folder -> the folders that it may include."""
    may = {}
    for line in block("arrows"):
        room, _, others = line.partition(" > ")
        may[room] = set(others.split(", ")) - {""}
    return may


def forbidden():
    """What a file says that it must not know -> headers that it then does not include."""
    return {what: set(names.split(", ")) for what, names in
            (line.split(": ") for line in block("must-not-know"))}


def must_not_know(path):
    found = re.search(r"Must not know: (.*?)\*/", (SOURCE / path).read_text(), re.S)
    text = re.sub(r"\s*\n \* ?", " ", found[1]) if found else ""
    return {what.strip(" .\n") for what in re.split(r"[,;:]", text)}


def room_of(path, rooms):
    return max((r for r in rooms if path.parts[:len(r.split("/"))] == tuple(r.split("/"))), key=len,
               default=None)


def includes(path):
    return re.findall(r'^#include "([^"]+)"', (SOURCE / path).read_text(), re.M)


def circles(graph):
    """Sets of more than one node that reach each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(frozenset(stack[at:]))
            del stack[at:]

    sys.setrecursionlimit(10000)
    for node in list(graph):
        if node not in index:
            visit(node)
    return found


@functools.cache
def calls():
    """Source file -> source files that define what it uses, by the symbols of the built objects."""
    defined, used = {}, {}
    built = collections.defaultdict(list)
    for o in BUILD.rglob("*.c.o"):
        built[o.name.removesuffix(".o")].append(o)
    for path in sources(".c"):
        objects = [o for o in built[path.name] if o.is_relative_to(BUILD / path.parts[0])]
        # what is compiled once more for the program may have no symbols yet (LTO)
        objects = [o for o in objects if "l1analyze.dir" not in o.parts] or objects
        if not objects:
            continue
        latest = max(objects, key=lambda o: o.stat().st_mtime)
        lines = subprocess.run(["nm", "--no-sort", str(latest)], check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines()
        rows = [line.split() for line in lines]
        for row in rows:
            if len(row) == 3 and row[1] in "TDBRVWC":
                defined.setdefault((library(path), row[2]), path)
        used[path] = {row[-1] for row in rows if len(row) == 2}
    return {path: {defined[library(path), s] for s in names
                   if (library(path), s) in defined} - {path} for path, names in used.items()}


@functools.cache
def ctest_tests():
    shown = subprocess.run(["ctest", "--test-dir", str(BUILD), "--show-only=json-v1"], check=True,
                           text=True, stdout=subprocess.PIPE).stdout
    return json.loads(shown)["tests"]


def ctest_names():
    return [test["name"] for test in ctest_tests()]


def ctest_words():
    """All words of the commands of all tests that ctest knows."""
    return [w for test in ctest_tests() for w in test.get("command", [])]


def test_targets():
    """C file of the tests -> targets that it is compiled for."""
    found = collections.defaultdict(set)
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        target = re.search(r"CMakeFiles/([^/]+)\.dir/", entry["command"])
        if target:
            found[pathlib.Path(entry["file"]).resolve()].add(target[1])
    return found


def library(path):
    """A folder with main() of its own has symbols of its own."""
    return "/".join(path.parts[:2]) if path.parts[0] == "recorder" else path.parts[0]


class Rooms(unittest.TestCase):
    def test_includes_go_along_the_arrows(self):
        may = arrows()
        where = collections.defaultdict(set)
        for path in sources(".h"):
            where[path.name].add(path)
        for path in sources(".c", ".h"):
            room = room_of(path, may)
            for name in includes(path):
                rooms = {room_of(p, list(may) + ["format"]) for p in where.get(name, ())} - {None}
                allowed = may.get(room, set()) | {room, "format" if room is None else room}
                self.assertTrue(not rooms or rooms & allowed,
                                f"{path} ({room}) includes {name} of {rooms}")

    def test_a_name_says_which_file_is_meant(self):
        files = [p for top in TOPS + ["tests", "samples"] for p in (SOURCE / top).rglob("*")
                 if p.suffix in (".c", ".h", ".cpp", ".py", ".sh") and p.name != "__init__.py"]
        names = collections.Counter(p.name for p in files)
        self.assertEqual([], [n for n, count in names.items() if count > 1])

    def test_every_test_file_is_in_a_test_of_the_build(self):
        """A file *_test.c is in a program that ctest runs; a script is run, or named by one that is."""
        words = ctest_words()
        programs = {pathlib.Path(w).name for w in words}
        scripts = {pathlib.Path(w).name for w in words if w.endswith((".py", ".sh"))}
        named = "".join(pathlib.Path(w).read_text() for w in words if w.endswith(".sh"))
        targets = test_targets()
        for path in sorted((SOURCE / "tests").rglob("*_test.*")):
            if path.suffix == ".c":
                self.assertTrue(targets.get(path.resolve(), set()) & programs, f"nobody runs {path}")
            elif path.suffix in (".py", ".sh"):
                self.assertTrue(path.name in scripts or path.name in named, f"nobody runs {path}")

    def test_every_folder_with_sources_has_a_room(self):
        may = list(arrows()) + ["format"]
        for path in sources(".c"):
            self.assertIsNotNone(room_of(path, may), path)

    def test_names_of_tests_begin_with_their_folder(self):
        folders = {p.parent.name for p in (SOURCE / "tests").glob("*/CMakeLists.txt")}
        self.assertEqual([], [n for n in ctest_names() if n.split("_")[0] not in folders])

    def test_tests_that_a_page_of_the_manual_names_exist(self):
        known = set(ctest_names()) | {p.stem for p in (SOURCE / "tests/fuzz").glob("fuzz_*.c")}
        for page in SOURCE.rglob("man/*.7"):
            for line in re.findall(r"^\.I (\w+_\w+.*)$", page.read_text(), re.M):
                self.assertEqual(set(), set(line.split(", ")) - known, page)

    def test_no_files_include_each_other_in_a_circle(self):
        by_room = {}
        for path in sources(".c", ".h"):
            by_room.setdefault((library(path), path.name), path)
        graph = {path: {by_room[library(path), n] for n in includes(path)
                        if (library(path), n) in by_room} for path in sources(".c", ".h")}
        self.assertEqual([], [sorted(map(str, c)) for c in circles(graph)])

    def test_no_files_call_each_other_in_a_circle(self):
        graph = calls()
        self.assertGreater(len(graph), 200, "objects were not found")
        self.assertEqual([], [sorted(map(str, c)) for c in circles(graph)])

    def test_calls_between_rooms_go_along_the_arrows(self):
        may = arrows()
        for path, others in calls().items():
            room = room_of(path, may)
            for other in others:
                there = room_of(other, may)
                self.assertIn(there, may.get(room, set()) | {room}, f"{path} calls into {other}")

    def test_files_do_not_include_what_they_must_not_know(self):
        may_not, seen = forbidden(), set()
        for path in sources(".c", ".h"):
            for what in must_not_know(path) & set(may_not):
                seen.add(what)
                self.assertEqual(set(), may_not[what] & set(includes(path)),
                                 f"{path} must not know: {what}")
        self.assertEqual(set(may_not), seen)
        names = {p.name for p in sources(".h")} | {"sqlite3.h"}
        self.assertEqual(set(), set().union(*may_not.values()) - names)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
