#!/usr/bin/env python3
"""Documents and comments name only what is there: files, folders, functions. Presets run what
tests/run.sh runs.

    papers.py SOURCE-FOLDER

A function `name()` is there when code of the tree calls or defines it, or the C library has it; those
of others are named with what they belong to (`ttnn.linear()`, `MeshDevice::close()`). A file of ours
is a path that begins with a folder of ours, or a name that ends as our sources do; headers of others
are included somewhere or written <so.h>. NAME and DATE in a path stand for any.
"""
import ctypes
import fnmatch
import json
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
DOCUMENTS = {".md", ".1", ".7", ".yml"}
LANGUAGES = {".c": "c", ".h": "c", ".cpp": "c", ".in": "#", ".py": "#", ".sh": "#", ".cmake": "#",
             ".txt": "#", ".sql": "--"}
OURS = re.compile(r"\w\.(c|h|cpp|sql|sh|md|cmake)$")


def tree():
    """Path -> text of each file, but for what was built; none for what is no text."""
    found = {}
    for top in sorted(SOURCE.iterdir()):
        if top.name == ".git" or top.name.startswith(("build", ".venv", "generated")):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                data = b"" if path.parent.parent.name == "corpus" else path.read_bytes()
                found[path.relative_to(SOURCE)] = "" if b"\0" in data else data.decode(errors="replace")
    return found


TREE = tree()
PATHS = {str(p) for p in TREE} | {str(f) for p in TREE for f in p.parents if f.parts}
TOPS = {p.parts[0] for p in TREE if len(p.parts) > 1}


def split(path):
    """(code, comments) of a source file; a document is all comment."""
    text = TREE[path]
    language = LANGUAGES.get(path.suffix)
    if path.suffix in DOCUMENTS:
        return "", text.replace("\\-", "-")
    if language == "c":
        comment = r"/\*.*?\*/"
    elif language == "--":
        comment = r"--[^\n]*"
    elif language:
        comment = r'(?m:^\s*#[^\n]*)|(?<=\s)# [^\n]*' + (r'|""".*?"""' if path.suffix == ".py" else "")
    else:
        return text, ""
    return re.sub(comment, " ", text, flags=re.S), "\n".join(re.findall(comment, text, re.S))


PARTS = {path: split(path) for path in TREE}
INCLUDED = {name for code, _ in PARTS.values() for name in re.findall(r"#include <([^>]+)>", code)}


def exists(name):
    """There is such a file or folder, from the top or from any folder."""
    pattern = re.sub(r"(?<![A-Z])(NAME|DATE)(?![A-Z])", "*", name).rstrip("/")
    return name in INCLUDED or any(fnmatch.fnmatchcase(path, q) for path in PATHS
                                   for q in (pattern, "*/" + pattern))


class Papers(unittest.TestCase):
    def test_files_and_folders_that_are_named_exist(self):
        seen, wrong = set(), []
        for path, (_, text) in PARTS.items():
            for name in re.findall(r"(?<![\w/.$~:*<-])\.?[\w*][\w.*-]*(?:/[\w.*-]+)*/?", text):
                name = name.rstrip(".")
                if "/" in name and name.split("/")[0] in TOPS or OURS.search(name):
                    seen.add(name)
                    if not exists(name):
                        wrong.append(f"{path} names {name}")
        self.assertEqual([], wrong)
        self.assertGreater(len(seen), 100)

    def test_functions_that_are_named_exist(self):
        words, seen, wrong = set(), set(), []
        libc = ctypes.CDLL(None)
        for code, _ in PARTS.values():
            words.update(re.findall(r"(\w+)\s*\(", code))
        for path, (_, text) in PARTS.items():
            # in a workflow they are GitHub's
            for name in re.findall(r"(?<![\w.:>])(\w+)\(\)", text) if path.suffix != ".yml" else []:
                seen.add(name)
                if not (name in words or hasattr(libc, name)):
                    wrong.append(f"{path} names {name}()")
        self.assertEqual([], wrong)
        self.assertGreater(len(seen), 20)

    def test_presets_run_what_run_sh_runs(self):
        script = TREE[pathlib.Path("tests/run.sh")]
        groups = re.search(r"^recorder='(.*)'$", script, re.M)[1].replace(" ", "|")
        script = script.replace("$(echo $recorder | tr ' ' '|')", groups).replace("\\$", "$")
        presets = json.loads(TREE[pathlib.Path("CMakePresets.json")])
        tests = {t["name"]: t for t in presets["testPresets"]}
        for name in ("asan", "asan-recorder", "tsan"):
            self.assertIn(tests[name]["filter"]["include"]["name"], script, name)
            for variable, value in tests[name].get("environment", {}).items():
                self.assertIn(f"{variable}={value}\n", script, name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
