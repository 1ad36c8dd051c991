#!/usr/bin/env python3
"""Random programs of ttnn are recorded, and what `l1analyze advise` says of them is carried out.

    random_programs.py --l1record L1RECORD --l1analyze L1ANALYZE --venvs FOLDER --version 0.81.1
                       [--board n150] [--programs 50] [--seed 1] [--jobs 2] [--keep FOLDER]
                       [--advisor advise|naive]

Beside it an advisor that is wrong on purpose (MISTAKES) is held against what some of the programs did:
if none of its mistakes is found out, this test is wrong.
Exit: 0 all advice was true, 1 not, 77 the real runtime cannot run here.
"""
import argparse
import collections
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import boards
import naive_advisor
import programs
from judging import Judge
from recorded import Analyzer, Recorder, in_turn

HERE = pathlib.Path(__file__).resolve().parent
MISTAKES = {"ignores host reads": "from_device", "ignores replays": "execute_trace"}  # and where
ENOUGH_TIMES = 2        # each is to be found out
ENOUGH = 20             # programs that find it
# programs of whose advice some was wrong once, or judged wrongly
FOUND = (10038, 10118, 10125, 30018, 31198, 34039, 34142, 34271, 50337, 50495)


def options_of(words, parser):
    for name in ("--l1record", "--l1analyze"):
        parser.add_argument(name, required=True, type=os.path.abspath)
    for name in ("--venvs", "--version"):
        parser.add_argument(name, required=True)
    parser.add_argument("--board", default="n150")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=os.path.abspath, help="folder for scripts and traces, kept")
    parser.add_argument("--advisor", default="advise")
    options = parser.parse_args(words)
    done = subprocess.run([HERE.parent / "ttnn" / "prepare.sh", options.venvs, options.version],
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    options.python = done.stdout.strip()
    return options


def advisor_of(options, analyzer):
    if options.advisor == "advise":
        return lambda trace: analyzer.rows("advise", trace)
    return lambda trace: naive_advisor.advise(analyzer, trace)


def judge_all(options, scripts, mistakes=()):
    """scripts: (name, text). Advice with these mistakes is judged, too. Returns complaints and what was
    done."""
    folder = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="l1t-advise-"))
    folder.mkdir(parents=True, exist_ok=True)
    analyzer = Analyzer(options.l1analyze)
    advisor = advisor_of(options, analyzer)
    wrong, done = [], collections.Counter()

    def judge(script):
        name, text = script
        path = folder / f"{name}.py"
        path.write_text(boards.on_board(text, options.board))
        judge = Judge(recorder, analyzer, advisor, path, bool(options.keep))
        if not judge.wrong:
            judge.all()
            for mistake in mistakes:
                if done[f"found out: {mistake}"] < ENOUGH_TIMES and MISTAKES[mistake] in text:
                    told = [naive_advisor.advise(analyzer, judge.plain.trace, m) for m in (None, mistake)]
                    judge.done[f"found out: {mistake}"] += \
                        judge.found_out(told[1]) > judge.found_out(told[0])
        return judge

    with Recorder(options, folder, options.jobs) as recorder:
        for (name, _text), judge in in_turn(options.jobs, judge, scripts):
            if isinstance(judge, Exception):
                wrong.append(f"{name}: {type(judge).__name__} {judge}")
                continue
            wrong += judge.wrong
            for reason in judge.reasons if options.keep else ():
                print("not carried out:", reason)
            done += judge.done
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return wrong, done


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = options_of(words, parser)
    seeds = {*range(options.seed, options.seed + options.programs), *FOUND}
    wrong, done = judge_all(options, [(f"program{n}", programs.program(n)) for n in sorted(seeds)],
                            MISTAKES)
    wrong += [f"advice that {mistake} was not found out" for mistake in MISTAKES
              if options.programs >= ENOUGH and not done[f"found out: {mistake}"]]
    return ended(options, wrong, done)


def ended(options, wrong, done):
    for line in wrong[:None if options.keep else 20]:
        print(line)
    print(f"ttnn {options.version} on {options.board}, {options.advisor}: {dict(sorted(done.items()))}, "
          f"{len(wrong)} complaints")
    return 1 if wrong or not done["with a lower peak"] else 0


if __name__ == "__main__":
    sys.exit(main())
