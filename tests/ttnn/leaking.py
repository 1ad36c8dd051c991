"""What l1analyze calls a leak in a loop, against what a scenario says it keeps in each pass."""


def check(ask, truth, say):
    """ask(verb, options...): rows. Where no scenario told of a loop nothing is compared."""
    for line in truth:
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
