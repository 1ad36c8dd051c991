"""Advice worked out naively from the rows of `l1analyze uses` and `timeline`: which pair of lines frees
how much too late, and the peak without. Wrong on purpose where it is asked to be: then the test must
see it.

Must not know: how the verb advise finds its pieces.
"""
import collections


def instants(analyzer, trace):
    """Each chip's instants: (time, bytes held or used then, event) of every class of cores."""
    found = collections.defaultdict(list)
    for row in analyzer.rows("timeline", trace):
        found[row["device"]].append((row["time_ns"], row["total_bytes"], row["event"]))
    return found


def capture_ns(analyzer, trace):
    """When the first capture began. What was live then, a replay takes again."""
    return min((r["time_ns"] for r in analyzer.rows(
        "query", trace, "SELECT time_ns FROM mesh_trace WHERE event = 'capture begin'")), default=None)


def advise(analyzer, trace, mistake=None):
    """Rows of free earlier, best first, and the same all together."""
    uses = [r for r in analyzer.rows("uses", trace) if r["freed"] != "owned by the program cache"
            and r["uses"] is not None and not r["per_core"] and r["callsite"]
            and not r["last_use"].startswith("perhaps")]
    ops = analyzer.rows("ops", trace)
    dead = collections.defaultdict(list)
    for r in uses:
        if mistake == "ignores host reads" and r["last_use"] == "host read":
            earlier = [o for o in ops if o["op"] <= (r["last_use_op"] or r["alloc_op"] or 0)]
            if not earlier:
                continue
            r.update(last_use_callsite=earlier[-1]["callsite"], last_use_ns=earlier[-1]["time_ns"])
        if mistake == "ignores replays" and r["last_use"].startswith("replay"):
            earlier = [o for o in ops if o["op"] < r["last_use_op"] and o["kind"] != "replay"]
            r.update(last_use_callsite=earlier[-1]["callsite"], last_use_ns=earlier[-1]["time_ns"])
        dead[lines(r)].append(r)
    moments = instants(analyzer, trace), capture_ns(analyzer, trace)
    rows = [piece(pair, lives, *moments) for pair, lives in dead.items()]
    rows = sorted((r for r in rows if r["saved_bytes"] > 0), key=lambda r: -r["saved_bytes"])
    if len(rows) > 1:
        of_all = [r for row in rows for r in dead[row["callsite"], row["last_use_callsite"]]]
        rows.append({**piece((None, None), of_all, *moments), "action": "all together"})
    return [{**r, "advice": n} for n, r in enumerate(rows, 1)]


def lines(row):
    """Of a lifetime: in the innermost function that has to do with both its call sites."""
    made = row["callsite"].split("; ")
    used = (row["last_use_callsite"] or row["callsite"]).split("; ")
    while made and used and made[-1] == used[-1]:
        common = made.pop()
        used.pop()
    if made and used or not used:
        return (made[-1], used[-1]) if used else (common, common)
    return made[-1] if made else row["callsite"].split("; ")[0], used[-1]


def piece(pair, lives, moments, capture):
    device = lives[0]["device"]
    begins = sorted((r["last_use_ns"], r["bytes_per_core"]) for r in lives)
    ends = sorted((r["free_ns"], r["bytes_per_core"]) for r in lives
                  if r["free_ns"] is not None and r["freed"] != "freed at device close")

    def without(at, total, event):
        dead_since = capture if event == "replay" else at
        return total - sum(b for t, b in begins if t < dead_since) + \
            sum(b for t, b in ends if t <= dead_since)
    peak = max(total for _at, total, _event in moments[device])
    after = max(without(*moment) for moment in moments[device])
    return {"run": 1, "device": device, "action": "free earlier", "callsite": pair[0],
            "last_use_callsite": pair[1], "variable": lives[0]["variable"], "count": len(lives),
            "saved_bytes": peak - after, "peak_bytes": peak, "peak_after_bytes": after,
            "failures_prevented": None, "figure": "exact", "bare": False}
