#!/usr/bin/env python3
"""FILES.md: every source file with the first sentence of its first comment, by folder.

    files.py SOURCE-FOLDER             is FILES.md as the sources say? Shows the lines that are not
    files.py SOURCE-FOLDER --update    writes it

A .c and its .h are one line: the header's sentence first, then the other, unless one refers to the
other.
"""
import difflib
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1])
FOLDERS = ("format", "recorder", "analyzer", "queries")
HEAD = """# Where is what

Each source file and what its first comment says it is for. Search this page for a word of your
question; the folders are explained in `ARCHITECTURE.md`. A `.c` and its `.h` are one line. The page is
made from the comments by `tests/tree/files.py . --update`, and a test holds it to them.
"""
SUFFIXES = (".c", ".h", ".sql", ".js", ".css", ".html")
LINE_MAX = 240
SENTENCE_MIN = 25               # "Readers." alone says less than the sentence after it


def comment(path):
    text = path.read_text()
    if path.suffix == ".html":
        words = re.search(r"<!--(.*?)-->", text, re.S).group(1)
    elif path.suffix == ".sql":
        lines = re.match(r"(--[^\n]*\n)*", text).group()
        words = " ".join(line[2:].strip() for line in lines.splitlines())
    else:
        found = re.match(r"/\*(.*?)\*/", text, re.S)
        words = " ".join(line.strip().lstrip("*").strip() for line in found.group(1).splitlines())
        words = words.split("Must not know:")[0]
    return re.sub(r"\s+", " ", words).strip()


def sentence(words):
    """The first sentence, and the next where the first says too little."""
    end = 0
    for stop in re.finditer(r"(?<!\.)\.(?=\s|$)", words):
        end = stop.end()
        if end >= SENTENCE_MIN:
            break
    return shortened(words[:end] or words)


def shortened(words):
    return words if len(words) <= LINE_MAX else words[:LINE_MAX].rsplit(" ", 1)[0] + " .."


def refers(words):
    return re.search(r"\b[Ss]ee [\w.]+\.h\b", words)


def page():
    lines = [HEAD]
    for top in FOLDERS:
        folders = sorted({p.parent for p in (SOURCE / top).rglob("*") if p.suffix in SUFFIXES})
        for folder in folders:
            pairs = {}
            for path in sorted(folder.iterdir()):
                if path.suffix in SUFFIXES:
                    pairs.setdefault(path.stem, []).append(path)
            lines.append(f"\n## {folder.relative_to(SOURCE)}/\n")
            for stem, paths in pairs.items():
                said = [comment(p) for p in sorted(paths, key=lambda p: p.suffix != ".h")]
                said = [w for w in said if not refers(w)] or said[:1]
                ends = "/".join(p.suffix for p in paths)
                lines.append(f"- `{stem}{ends}`: " + " ".join(dict.fromkeys(map(sentence, said))))
    return "\n".join(lines) + "\n"


wanted = page()
where = SOURCE / "FILES.md"
if "--update" in sys.argv[2:]:
    where.write_text(wanted)
    sys.exit(0)
there = where.read_text()
changes = list(difflib.unified_diff(there.splitlines(), wanted.splitlines(), "FILES.md", "the sources",
                                    lineterm="", n=0))
print("\n".join(changes[:20]) or "1 passed, 0 failed")
if changes:
    print("tests/tree/files.py . --update writes it anew")
sys.exit(bool(changes))
