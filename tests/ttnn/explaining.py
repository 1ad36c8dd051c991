"""Compares l1analyze explain with the runtime's numbers, for each failure of a scenario."""
from records import L1, PER_CORE, UNKNOWN

OWN = "an address of its own on cores"

KINDS = ("oom", "clash", "too_big", "config_too_big", "launch_failed", "refused")


def check(ask, trace, say):
    failures = trace.of("failure")
    rows = ask("explain") if failures else []
    own = any(r.flags & PER_CORE and r.type == L1 for r in trace.of("alloc"))
    for n, failure in enumerate(failures, 1):
        mine = [r for r in rows if r["failure"] == n]
        if own and failure.type == 0:
            shared_hole(mine, failure, trace, say)
        compare(mine, failure, own,
                lambda what, n=n: say(f"explain, failure {n}: {what}"))


def hole(blocks, begin, end):
    """The longest run of bytes from begin to end that is in none of (begin, end)."""
    longest = 0
    for first, last in sorted(blocks) + [(end, end)]:
        longest, begin = max(longest, min(first, end) - begin), max(begin, last)
    return longest


def shared_hole(rows, failure, trace, say):
    """Where buffers have addresses of their own: how many bytes the largest hole of all banks
    together lacks, and that the buffer fits without what is to be released."""
    device = next(d for d in trace.of("device") if d.device == failure.device)
    bank = device.unreserved_base, device.l1_bytes - device.l1_small_bytes
    lies = [r for r in rows if r["owner_kind"] == "buffer"]
    if failure.buffer_type != L1 or failure.bank_count == 1 or not any(OWN in r["note"] for r in lies):
        return
    span = lambda r: (r["address"], r["address"] + r["bytes_per_core"])
    misses = failure.bytes_per_bank - hole([span(r) for r in lies], *bank)
    if {r["missing_bytes"] for r in rows} != {misses}:
        say(f"missing { {r['missing_bytes'] for r in rows} }, in the hole that all share {misses}")
    if any(r["release"] for r in lies) and failure.bytes_per_bank > hole(
            [span(r) for r in lies if not r["release"]], *bank):
        say("it does not fit where what is to be released lay")


def compare(rows, failure, own, say):
    """own: there are buffers with addresses of their own on each core, and nothing is replayed."""
    if {r["kind"] for r in rows} != {KINDS[failure.type]}:
        say(f"kinds {sorted({r['kind'] for r in rows})}, the runtime's {KINDS[failure.type]}")
        return
    if failure.type == 0 and failure.buffer_type == L1 and failure.bank_count == 1:
        return          # the numbers are of one core, which the text does not name
    if any(r["agrees"] == 0 for r in rows):
        say("the trace's numbers are not the runtime's")
    missing = {r["missing_bytes"] for r in rows}
    buffers = [r for r in rows if r["owner_kind"] == "buffer"]
    if [r["role"] for r in rows].count("verdict") != 1 or rows[0]["role"] != "verdict":
        say("it does not begin with a sentence")
    if any(r["release"] and r["role"] not in ("in the way", "cure") for r in rows):
        say("something is proposed that belongs to the call or the program cache")
    kind = KINDS[failure.type]
    if kind == "oom" and failure.largest_free_bytes != UNKNOWN:
        on_all = [r for r in buffers if OWN not in r["note"]]
        if on_all == buffers and missing != {
                max(0, failure.bytes_per_bank - failure.largest_free_bytes)}:
            say(f"missing {missing}")
        if sum(r["bytes_per_core"] for r in on_all) != failure.allocated_bytes:
            say(f"{len(buffers)} buffers, the runtime has {failure.allocated_bytes} bytes of them")
        sets = [r for r in rows if r["role"] == "set"]
        if own and on_all == buffers and any(r["release"] or r["fits"] for r in rows):
            say("something is said to help that no replay can prove")
        if buffers and not own and (len(sets) != 1 or
                        failure.bytes_per_bank > failure.bank_bytes and sets[0]["fits"] != 0):
            say("a set where nothing helps, or none that was tried")
    elif kind == "clash" and failure.region_end != UNKNOWN:
        if missing != {failure.region_end - failure.lowest_buffer}:
            say(f"missing {missing}")
        if min((r["address"] for r in buffers), default=None) != failure.lowest_buffer:
            say("the buffers do not begin with the lowest one")
        if not any(r["role"] == "set" for r in rows):
            say("what to release was not tried")
        if not any(r["owner_kind"] == "shrink" and r["bytes_per_core"] in missing for r in rows):
            say("by how much its regions are too large is not told")
    elif kind in ("too_big", "config_too_big"):
        if missing != {failure.size_bytes - failure.limit_bytes}:
            say(f"missing {missing}")
        if buffers or sum(r["role"] == "nobody" for r in rows) != 1:
            say("somebody is in the way")
        if not any(r["role"] == ("region" if kind == "too_big" else "kernel") for r in rows):
            say("nothing of the program is told")
