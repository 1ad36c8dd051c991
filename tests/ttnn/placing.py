"""Compares circular buffers of the trace with what Python said of them, and with the runtime's graph.

cbs of a step: those of programs that a scenario described itself, one for each index: [lowest index of
its buffer, index, bytes, page size, pages, format]. graph: what the runtime's own graph capture told of
the step's circular buffers: [address, bytes, whether it lies in a buffer]. entries: the sizes of pages
of dataflow buffers, by name, as the types of the operation's tensors have them; in a release without
them these are circular buffers.
"""
ALIAS, CB, DFB, HOOK = 1, 0, 1, 1


def placed(trace, records, chip, kind=CB):
    """Each circular (or dataflow) buffer that was placed on the chip, with what was told of it."""
    forms, found = {}, []
    for r in records:
        if type(r).__name__ == "region_index":
            if r.type == kind:
                forms.setdefault((r.program, r.cores, r.region), {})[r.index] = r
        elif type(r).__name__ == "region" and r.type == kind and chip in trace.chips(r.chips):
            found.append((r, list(forms.get((r.program, r.cores, r.index), {}).values())))
    return found


def tells_which(trace):
    """Whether the release shows which dataflow buffer is placed."""
    return any(n.code == HOOK and n.a and n.blob == b"reserve_program_local_l1"
               for n in trace.of("note"))


def check_dfbs(trace, found, entries, equal):
    """Each has a name, and entries that fill it, where the release tells."""
    if not tells_which(trace):
        return
    for region, told in found:
        equal("entries of a dataflow buffer fill it, and it has a name",
              len(told) == 1 and told[0].pages * told[0].page_bytes == region.size_bytes
              and bool(trace.strings[told[0].name]), True)
    if entries and found:
        equal("entries by name", {trace.strings[i.name]: i.page_bytes for _, told in found
                                  for i in told}, entries)


def check(trace, records, line, equal):
    if not {"cbs", "graph"} & set(line):
        return
    found = placed(trace, records, line["devices"][0]["chips"][0])
    for region, indices in found:
        equal("pages of a circular buffer fill it, and its format is known",
              bool(indices) and all(i.pages * i.page_bytes == region.size_bytes
                                    and trace.strings[i.format_name] for i in indices), True)
    check_dfbs(trace, placed(trace, records, line["devices"][0]["chips"][0], DFB),
               line.get("entries"), equal)
    if "cbs" in line:
        programs = {r.program for r, _ in found}        # of a mesh: one for each chip
        equal("programs", bool(programs), True)
        for program in programs:
            equal("circular buffers, by index",
                  sorted([r.index, i.index, r.size_bytes, i.page_bytes, i.pages,
                          trace.strings[i.format_name]]
                         for r, indices in found if r.program == program for i in indices),
                  sorted(line["cbs"]))
    if "graph" in line:
        equal("circular buffers, as in the runtime's graph",
              sorted([r.address, r.size_bytes, r.flags & ALIAS] for r, _ in found),
              sorted(line["graph"]))
