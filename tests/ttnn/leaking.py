"""What l1analyze calls a leak in a loop, against what a scenario says it keeps in each pass."""


def check(ask, truth, say):
    """ask(verb, options...): rows. Where no scenario told of a loop nothing is compared."""
    for line in truth:
        if line.get("cache_owns"):
            owned(ask, line, say)
        if "grows" not in line:
            continue
        expected = {(f"{file}:{number} ", op) for file, number, op in line["grows"]}
        rows = ask("leaks", "--growth")
        found = {(r["callsite"] or "", r["name"]) for r in rows}
        for site, op in expected:
            if not any(callsite.startswith(site) and name == op for callsite, name in found):
                say(f"leaks --growth: no {op} at {site}, but {sorted(found)}")
        if len(found) != len(expected):
            say(f"leaks --growth: {sorted(found)}, expected {sorted(expected)}")
        for r in rows:
            if (r["passes"], r["reason"]) != (line["passes"], line["loop_ends"]):
                say(f"leaks --growth: {r['passes']} passes, {r['reason']}; the script made "
                    f"{line['passes']}, {line['ends']}")


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
        elif r["reason"] != "owned by the program cache" or r["op"] is None or r["program"] is None:
            say(f"leaks: the cache owns it: {r}")
