"""What l1analyze calls the buffers at the places of a scenario's tensors."""


def check(ask, trace, truth, say):
    steps = {trace.strings[r.name]: r.time_ns for r in trace.of("mark_begin")}
    lines = [line for line in truth if line.get("variables")]
    rows = ask("query", "SELECT mesh, address, kind, alloc_ns, free_ns, variable FROM buffers "
               "ORDER BY run, alloc_ns, buffer") if lines else []
    for line in lines:
        time = steps[line["step"]]
        for name, mesh, address, kind in line["variables"]:
            found = [r["variable"] for r in rows
                     if (r["mesh"], r["address"], r["kind"]) == (mesh, address, kind)
                     and r["alloc_ns"] <= time < (r["free_ns"] or time + 1)]
            if found != [name]:
                say(f"step '{line['step']}': the buffer at {address} is {found}, not {name}")
