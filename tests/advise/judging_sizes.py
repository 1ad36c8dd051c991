"""Is advice about sizes true, and what is said of the program at the peak? As judging.py, for the actions
that free nothing.

Must not know: how advice is found.
"""
import collections

from carrying import CannotCarryOut
from carrying_sizes import with_small_size, with_wider_shards

LEAST_STEP = 64         # of what L1_SMALL gives
WIDER_MOST = 2          # memory configs of one script that are spread


def judge_sizes(judge):
    """The rows of these actions, of one judge's script."""
    for row in judge.rows:
        if row["action"] == "l1_small_size":
            small_size(judge, row)
        elif row["action"] == "shard over more cores" and \
                judge.done["carried out: shard over more cores"] < WIDER_MOST:
            more_cores(judge, row)
        elif row["action"] == "look at":
            look_at(judge, row)


def carried(judge, row, change, kind=""):
    """Runs the changed script. None: it cannot be changed."""
    try:
        text = change(judge.script.read_text())
    except CannotCarryOut as reason:
        judge.done[f"not carried out: {row['action']}"] += 1
        judge.reasons.append(f"{judge.script.name}, {row['advice']} {row['action']}: {reason}")
        return None
    script = judge.script.with_name(f"{judge.script.stem}_{row['advice']}{kind}.py")
    script.write_text(text)
    judge.done[f"carried out: {row['action']}"] += not kind
    return judge.recorder.run(script)


def headroom(judge, run, device):
    return min((r["headroom_bytes"] for r in judge.analyzer.rows("peak", run.trace)
                if r["device"] == device and r["headroom_bytes"] is not None), default=None)


def lowest(judge, run):
    """Where the lowest buffer in L1_SMALL was placed; above all if none was."""
    rows = judge.analyzer.rows("query", run.trace,
                               "SELECT min(address) AS address FROM buffers WHERE kind = 'l1_small'")
    return rows[0]["address"] or float("inf")


def small_size(judge, row):
    """With the size that is said nothing fails that did not, and there is as much room as was said; with
    less L1_SMALL is too small."""
    size = row["bytes_per_core"]
    run = carried(judge, row, lambda source: with_small_size(source, size))
    if not run:
        return
    judge.compare(row, run)
    left = headroom(judge, run, row["device"])
    if row["figure"] == "exact" and left != row["headroom_after_bytes"]:
        judge.complain(row, f"{left} bytes are left at the tightest op then")
    judge.done["room as said"] += left == row["headroom_after_bytes"]
    if size < LEAST_STEP:
        return
    less = carried(judge, row, lambda source: with_small_size(source, size - LEAST_STEP), "_less")
    more = lowest(judge, run) < lowest(judge, less)     # the call that failed may fail again, at its next
    if not more and not judge.outcome(less)[1] - judge.outcome(run)[1]:
        judge.complain(row, f"{size - LEAST_STEP} are enough, too")
    judge.done["not with less"] += 1


def more_cores(judge, row):
    """Each bank gives as much as was said for the tensors of that memory config. What ops take for
    themselves is not foretold, so another peak is only counted."""
    told = judge.analyzer.rows("query", judge.plain.trace, f"""
        SELECT DISTINCT padded_shape, shard_shape, layout FROM buffers
        WHERE tensor = '{row["tensor"]}' AND kind = 'l1'""")[0]
    run = carried(judge, row, lambda source: with_wider_shards(
        source, told["layout"], told["padded_shape"], told["shard_shape"], row["cores"]))
    if not run:
        return
    if run.status not in (0, judge.plain.status):
        judge.complain(row, f"the script ended with {run.status}: {run.log[-300:]}")
        return
    wider = row["tensor"].rsplit(" ", 1)[0] + " " + row["cores"]
    found = collections.Counter(r["bytes_per_core"] for r in judge.analyzer.rows(
        "query", run.trace, f"SELECT bytes_per_core FROM buffers WHERE tensor = '{wider}' AND kind = 'l1'"))
    further = judge.outcome(run)[2] > judge.ops     # the script came further, and made more of them
    if set(found) != {row["bytes_per_core"]} or found.total() < row["count"] or (
            found.total() > row["count"] and not further):
        judge.complain(row, f"{row['count']} of {row['bytes_per_core']} were foretold, not {dict(found)}")
    peak = judge.outcome(run)[0].get(row["device"])
    if not further and not judge.failures and peak > judge.peaks[row["device"]]:
        judge.complain(row, f"the peak is {peak} then")
    same = peak == row["peak_after_bytes"]
    judge.done["more cores: the peak that was said" if same else "more cores: another peak"] += 1


def look_at(judge, row):
    """The program's regions are all that it takes, and without it there is as much as is said, by rows of
    other verbs."""
    number = judge.rows.index(row) + 1
    regions = []
    while number < len(judge.rows) and judge.rows[number]["action"] == "region":
        regions.append(judge.rows[number]["bytes_per_core"])
        number += 1
    if sum(regions) != row["bytes_per_core"]:
        judge.complain(row, f"its regions are {regions}")
    ops = {op["op"]: op for op in judge.analyzer.rows("ops", judge.plain.trace)}
    for other in judge.rows[number:]:
        if other["action"] == "other launch" and not any(
                op["program_bytes"] == other["bytes_per_core"] and op["callsite"] == other["callsite"]
                for op in ops.values()):
            judge.complain(row, f"no launch has {other['bytes_per_core']} at {other['callsite']}")
    judge.done["programs at the peak"] += 1
    if any(op["kind"] == "replay" for op in ops.values()):
        return
    line = row["callsite"].split("; ")[0]
    kind = {op["type"] for op in ops.values() if op["name"] == row["name"] and op["program_bytes"] ==
            row["bytes_per_core"] and (op["callsite"] or "").split("; ")[0] == line}

    def held(moment):
        op = ops.get(moment["op"]) if moment["event"] == "launch" else None
        same = op and op["name"] == row["name"] and op["type"] in kind and \
            (op["callsite"] or "").split("; ")[0] == line
        return moment["total_bytes"] - (moment["program_bytes"] if same else 0)
    moments = [m for m in judge.analyzer.rows("timeline", judge.plain.trace)
               if m["device"] == row["device"]]
    without = max(map(held, moments))
    if row["peak_bytes"] - without != row["most_saved_bytes"]:
        judge.complain(row, f"at most {row['peak_bytes'] - without} can be saved there")
