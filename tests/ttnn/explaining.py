"""l1analyze explain against the runtime's numbers, for each failure of a scenario."""
from records import L1, UNKNOWN

KINDS = ("oom", "clash", "too_big", "config_too_big", "launch_failed", "refused")


def check(ask, trace, say):
    failures = trace.of("failure")
    rows = ask("explain") if failures else []
    for n, failure in enumerate(failures, 1):
        compare([r for r in rows if r["failure"] == n], failure,
                lambda what, n=n: say(f"explain, failure {n}: {what}"))


def compare(rows, failure, say):
    if {r["kind"] for r in rows} != {KINDS[failure.type]}:
        say(f"kinds {sorted({r['kind'] for r in rows})}, the runtime's {KINDS[failure.type]}")
        return
    if failure.type == 0 and failure.buffer_type == L1 and failure.bank_count == 1:
        return          # the numbers are those of one core, which the text does not name
    if any(r["agrees"] == 0 for r in rows):
        say("the trace's numbers are not the runtime's")
    missing = {r["missing_bytes"] for r in rows}
    buffers = [r for r in rows if r["owner_kind"] == "buffer"]
    kind = KINDS[failure.type]
    if kind == "oom" and failure.largest_free_bytes != UNKNOWN:
        if missing != {max(0, failure.bytes_per_bank - failure.largest_free_bytes)}:
            say(f"missing {missing}")
        if sum(r["bytes_per_core"] for r in buffers) != failure.allocated_bytes:
            say(f"{len(buffers)} buffers, the runtime has {failure.allocated_bytes} bytes of them")
        if buffers and any(r["release"] for r in rows) != \
                (failure.bytes_per_bank <= failure.bank_bytes):
            say("a set where nothing helps, or none where something would")
    elif kind == "clash" and failure.region_end != UNKNOWN:
        if missing != {failure.region_end - failure.lowest_buffer}:
            say(f"missing {missing}")
        if min((r["address"] for r in buffers if r["release"]), default=None) != \
                failure.lowest_buffer:
            say("the set does not begin with the lowest buffer")
    elif kind in ("too_big", "config_too_big"):
        if missing != {failure.size_bytes - failure.limit_bytes}:
            say(f"missing {missing}")
        if buffers or sum(r["role"] == "nobody" for r in rows) != 1:
            say("somebody is in the way")
        if not any(r["role"] == ("region" if kind == "too_big" else "kernel") for r in rows):
            say("nothing of the program is told")
