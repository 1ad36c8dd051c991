"""What the runtime's refusals say, as numbers."""
import re

PATTERNS = {
    "oom": r"Not enough space (after considering dependencies )?to allocate (?P<size_bytes>\d+) B "
           r"(?P<space>\w+) (buffer )?across (?P<bank_count>\d+) banks(, where each bank needs to "
           r"store | \()(?P<bytes_per_bank>\d+) B( per bank\),|, but) bank size is (?P<bank_bytes>\d+) B \(allocated: (?P<allocated_bytes>\d+) B, "
           r"free: (?P<free_bytes>\d+) B, largest free block: (?P<largest_free_bytes>\d+) B\)",
    "clash": r"Statically allocated (?P<what>\w+) buffers in program \d+ clash with L1 buffers on "
             r"core range (?P<cores>\[.*?\])\. L1 buffer allocated at (?P<lowest_buffer>\d+) and "
             r"static \w+ buffer region ends at (?P<region_end>\d+)",
    "too_big": r"Statically allocated (?P<what>\w+) buffers on core range (?P<cores>\[.*?\]) "
               r"grow to (?P<size_bytes>\d+) B which is beyond max L1 size of "
               r"(?P<limit_bytes>\d+) B",
    "config_too_big": r"Program size \((?P<size_bytes>\d+)\) too large for kernel config buffer "
                      r"\((?P<limit_bytes>\d+)\)",
    "refused": r"^TT_(FATAL|THROW)",
}
SPACES = {"DRAM": 0, "L1": 1, "SYSTEM_MEMORY": 2, "L1_SMALL": 3, "TRACE": 4}


def numbers(kind, text):
    """What the text says, under the names that the trace's failure record uses."""
    found = re.search(PATTERNS[kind], text)
    if not found:
        raise ValueError(f"not a text of kind {kind}: {text[:300]}")
    result = {name: int(value) if value.isdigit() else value
              for name, value in found.groupdict().items()}
    if "space" in result:
        result["buffer_type"] = SPACES[result.pop("space")]
    return result


def core_ranges(text):
    """[0-0 - 7-6], [(x=0,y=0) - (x=7,y=6)] or several: ((x0, y0, x1, y1), ..)"""
    core = r"(?:\(x=)?(\d+)(?:-|,y=)(\d+)\)?"
    return tuple(tuple(map(int, r)) for r in re.findall(f"{core} - {core}", text))
