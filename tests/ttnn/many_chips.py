"""Chips of a mesh that are alike: one row for people, all of them for machines."""
import json
import re
import subprocess

VERBS = ("peak", "peak --by op", "ops", "timeline", "kernels --op ttnn.linear", "histogram", "frag")


def check(l1analyze, trace, truth, say):
    """truth: a line with `alike`, where all chips of the larger mesh are but for a submesh's."""
    if not any(line.get("alike") for line in truth):
        return
    meshes = sorted((set(trace.chips(d.chips)) for d in trace.of("device")), key=len)
    part, whole = meshes[0], meshes[-1]
    groups = {ranges(chips) for chips in (part, whole, whole - part)}
    for verb in VERBS:
        lines = table(run(l1analyze, trace.path, *verb.split(), "--width", "0"), groups)
        wrong = [line for line in lines if len(groups.intersection(line)) != 1]
        without = [tuple(cell for cell in line if cell not in groups) for line in lines]
        if not lines or wrong:
            say(f"{verb}: rows of other chips than {sorted(groups)}: {wrong[:2]}")
        if len(set(without)) < len(without):
            say(f"{verb}: rows that differ in their chips alone")
    for verb in ("explain", "at --failure 1", "check", "frag"):
        text = run(l1analyze, trace.path, *verb.split(), "--width", "80")
        if re.search(r"\bchip \d", text) or ranges(whole) not in text:
            say(f"{verb} of a mesh names one chip: {text[:300]}")
    for verb in ("peak", "ops", "timeline"):
        rows = json.loads(run(l1analyze, trace.path, verb, "--format", "json"))
        if {r["device"] for r in rows} != whole:
            say(f"{verb} --format json: not all chips")
    launched = [r for r in trace.of("launch")]
    every = sum(len(trace.chips(r.chips)) for r in launched)
    ops = json.loads(run(l1analyze, trace.path, "ops", "--format", "json"))
    if len(ops) != every:
        say(f"ops --format json: {len(ops)} rows, launched on {every} chips")


def run(l1analyze, path, *words):
    done = subprocess.run([l1analyze, *words, str(path)], timeout=120, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout


def table(text, groups):
    """Cells of its rows: from the first that names such chips to the empty line after them."""
    lines = [line.split() for line in text.split("\n\n")[0].splitlines()]
    first = next((i for i, line in enumerate(lines) if groups.intersection(line)), len(lines))
    return lines[first:]


def ranges(chips):
    """{0, 1, 2, 5} as 0-2,5"""
    out = []
    for chip in sorted(chips):
        if out and chip == out[-1][1] + 1:
            out[-1][1] = chip
        else:
            out.append([chip, chip])
    return ",".join(str(a) if a == b else f"{a}{'-' if b > a + 1 else ','}{b}" for a, b in out)
