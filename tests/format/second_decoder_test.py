#!/usr/bin/env python3
"""The second decoder agrees with ours, record by record.

    second_decoder_test.py DUMP-PROGRAM GOLDEN-FOLDER SAMPLES-FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import decode

UNKNOWN = (1 << 64) - 1


def agree(dump, path):
    ours = subprocess.run([dump, path], stdout=subprocess.PIPE, check=True, text=True).stdout
    mine = decode.read(path)
    lines = ours.splitlines()
    if len(lines) != len(mine):
        return f"{path}: {len(lines)} records and {len(mine)}"
    for line, record in zip(lines, mine):
        theirs = json.loads(line)
        # our decoder knows fields that did not exist when the file was written
        record["fields"] += [UNKNOWN] * (len(theirs["fields"]) - len(record["fields"]))
        if theirs != record:
            return f"{path}: {line} and {record}"
    return None


def main():
    dump, golden, samples = sys.argv[1:4]
    paths = sorted(str(p) for f in (golden, samples) for p in pathlib.Path(f).rglob("*.l1t"))
    wrong, passed = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(30):
            path = f"{folder}/{seed}.l1t"
            subprocess.run([dump, "--random", str(seed), path], check=True)
            paths.append(path)
        for path in paths:
            why = agree(dump, path)
            if why:
                wrong.append(why)
            else:
                passed += 1
    # so short that it can be written from FORMAT.md in an afternoon
    lines = len(pathlib.Path(decode.__file__).read_text().splitlines())
    if lines > 200:
        wrong.append(f"decode.py has {lines} lines, more than 200")
    for why in wrong:
        print(why)
    print(f"{passed} passed, {len(wrong)} failed")
    return 1 if wrong or passed < 32 else 0


if __name__ == "__main__":
    sys.exit(main())
