"""
Profiles read back: each form by itself, written from its own description and not from the writer. A
profile is a list of (frames, value), and a frame is (function, file or None, line or 0), outermost first.
"""
import csv
import gzip
import io
import json
import re
import subprocess


def ask(program, *words, codes=(0, 4)):
    """What it prints; 4: an answer from a damaged or unfinished trace."""
    done = subprocess.run([program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode in codes, (words, done.returncode, done.stderr)
    return done.stdout


def rows(program, *words):
    text = ask(program, *words, "--format", "csv").decode("utf-8", "replace")
    csv.field_size_limit(1 << 24)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def collapsed(data):
    """(line's frames as they are spelled, value) of each line."""
    text = data.decode("utf-8")
    assert not text or text.endswith("\n")
    stacks = []
    for line in text.split("\n")[:-1]:
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line), line
        frames, value = line.rsplit(" ", 1)
        stacks.append((tuple(frames.split(";")), int(value)))
    return stacks


def spelled(frames):
    """Frames as collapsed lines spell them."""
    return tuple((function + (f" ({file}{f':{line}' if line else ''})" if file is not None else ""))
                 .replace(";", ",") for function, file, line in frames)


def speedscope(data):
    """{profile's name: stacks}"""
    assert b"<" not in data
    whole, profiles = json.loads(data.decode("utf-8")), {}
    frames = [(f["name"], f.get("file"), f.get("line", 0)) for f in whole["shared"]["frames"]]
    assert len(set(frames)) == len(frames)
    for p in whole["profiles"]:
        assert p["type"] == "sampled" and p["unit"] == "bytes"
        assert len(p["samples"]) == len(p["weights"])
        assert p["startValue"] == 0 and p["endValue"] == sum(p["weights"])
        profiles[p["name"]] = [(tuple(frames[i] for i in sample), weight)
                               for sample, weight in zip(p["samples"], p["weights"])]
    return profiles


def fields(data):
    """(number, value) of a protocol buffer's message: an integer, or bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            assert key & 7 == 2, key
            size = varint()
            assert at + size <= len(data)
            yield key >> 3, data[at:at + size]
            at += size


def packed(data):
    """Numbers of a packed field."""
    return [value for _, value in fields(b"".join(b"\x08" + part for part in
                                                  re.findall(rb"[\x80-\xff]*[\x00-\x7f]", data, re.S)))]


def pprof(data):
    """(stacks with bytes, stacks with counts, comments)"""
    whole = list(fields(gzip.decompress(data)))
    texts = [value.decode("utf-8") for number, value in whole if number == 6]
    assert texts[0] == "" and len(set(texts)) == len(texts)
    of = lambda n: [dict(fields(value)) for number, value in whole if number == n]
    types = [(texts[t[1]], texts[t[2]]) for t in of(1)]
    assert types == [("holders", "count"), ("bytes_per_core", "bytes")], types
    assert [texts[v] for n, v in whole if n == 14] == ["bytes_per_core"]
    functions = {f[1]: (texts[f[2]], texts[f.get(4, 0)] or None) for f in of(5)}
    assert 0 not in functions and len(functions) == len(of(5))
    locations = {}
    for place in of(4):
        line = dict(fields(place[4]))
        locations[place[1]] = (*functions[line[1]], line.get(2, 0))
    assert 0 not in locations and len(locations) == len(of(4))
    by_bytes, by_count = [], []
    for sample in of(2):
        frames = tuple(locations[i] for i in reversed(packed(sample[1])))
        count, held = packed(sample[2])
        by_bytes.append((frames, held))
        by_count.append((frames, count))
    comments = [texts[i] for number, value in whole if number == 13 for i in packed(value)]
    return by_bytes, by_count, comments


def total(stacks):
    return sum(value for _, value in stacks)
