#!/usr/bin/env python3
"""Models that people write: the samples and those of the folder models; on a mesh also those of the folder
meshes, and of the others these FEW, unless they are named. What `l1analyze advise` says of
them is carried out.

    models_test.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1
                   [--board n150] [--jobs 2] [--keep FOLDER] [--advisor advise|naive] [MODEL..]

Exit: 0 all advice was true, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import re
import sys

import boards
from random_programs import HERE, ended, judge_all, options_of

LEAST = 20
FEW = ("decode_cache", "experts")
ELEMENTWISE = HERE.parents[1] / "analyzer" / "advice" / "elementwise.c"


def elementwise():
    """The ops of which advise says that they can write over an input."""
    listed = re.search(r"elementwise\[\] = \{(.*?)\};", ELEMENTWISE.read_text(), re.DOTALL)[1]
    return re.findall(r'"(\w+)"', listed)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*")
    options = options_of(None, parser)
    mesh = options.board in boards.OPENS
    paths = [*((HERE / "meshes").glob("*.py") if mesh else ()), *(HERE.parents[1] / "samples" / "ttnn").glob("*.py"), *(HERE / "models").glob("*.py")]
    texts = {path.stem: path.read_text() for path in sorted(paths, key=lambda path: path.name)}
    texts = {name: text for name, text in texts.items() if "sys.argv" not in text}
    texts["elementwise"] = texts["elementwise"].replace(
        '"the list of analyzer/advice/elementwise.c"', repr(elementwise()))
    chosen = options.models or [name for name in texts if not mesh or name in FEW or
                                (HERE / "meshes" / f"{name}.py").exists()]
    wrong, done = judge_all(options, [(name, texts[name]) for name in chosen])
    return ended(options, wrong, done) or (1 if len(texts) < LEAST else 0)


if __name__ == "__main__":
    sys.exit(main())
