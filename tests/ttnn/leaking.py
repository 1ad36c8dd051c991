"""What l1analyze calls a leak in a loop, against what a scenario says it keeps in each pass."""


OWNED = "owned by the program cache"


def check(ask, truth, say):
    """ask(verb, options...): rows. Where no scenario told of a loop nothing is compared."""
    check_left(ask, say)
    for line in truth:
        if line.get("cache_owns"):
            owned(ask, line, say)
        if "grows" not in line:
            continue
        expected = {(f"{file}:{number} ", op) for file, number, op in line["grows"]}
        rows = ask("leaks", "--growth")
        mine = [r for r in rows if r["reason"] != OWNED]
        found = {(r["callsite"] or "", r["name"]) for r in mine}
        for site, op in expected:
            if not any(callsite.startswith(site) and name == op for callsite, name in found):
                say(f"leaks --growth: no {op} at {site}, but {sorted(found)}")
        if len(mine) != len(expected):
            say(f"leaks --growth: {sorted(found)}, expected {sorted(expected)}")
        theirs = sorted({r["name"] for r in rows if r["reason"] == OWNED})
        if theirs != sorted(line.get("cache_grows", [])):
            say(f"leaks --growth: the cache's grew for {theirs}, expected {line.get('cache_grows')}")
        for r in rows:
            said = r["passes"], r["every"], r["reason"]
            made = (line["passes"], line.get("every", 1),
                    OWNED if r["reason"] == OWNED else line["loop_ends"])
            if said != made:
                say(f"leaks --growth: passes, every, reason {said}; the script made {made}")


def check_left(ask, say):
    """What leaks lists is what callsites calls left, and its groups are as many buffers."""
    rows = ask("leaks")
    sums = (sum(r["bytes_per_core"] for r in rows),
            sum(r["left_bytes"] for r in ask("callsites")),
            sum(r["left_bytes"] for r in ask("callsites", "--by", "op")))
    if len(set(sums)) > 1:
        say(f"left by leaks, callsites and callsites --by op: {sums}")
    counts = sum(r["count"] for r in ask("leaks", "--by", "callsite"))
    if counts != len(rows):
        say(f"leaks: {len(rows)} buffers, groups of {counts}")


def owned(ask, line, say):
    """What the runtime still has beside the tensors that live is the program cache's, and told so."""
    alive = {address for _, address in line["alive"]}
    blocks = sum(len(device[kind]["blocks"]) for device in line["devices"]
                 for kind in ("l1", "l1_small"))
    rows = ask("leaks")
    if blocks <= len(alive):
        say("nothing is left that the program cache could own")
    if len(rows) != blocks:
        say(f"leaks: {len(rows)} rows, the runtime has {blocks} blocks left")
    for r in rows:
        if r["address"] in alive:
            if r["reason"] != "freed at device close":
                say(f"leaks: a tensor is left: {r}")
        elif r["reason"] != OWNED or r["op"] is None or r["program"] is None:
            say(f"leaks: the cache owns it: {r}")
