"""A man page, as HTML: the macros that ours use, and no other: an unknown one ends the build.

Must not know: which pages there are, what they say.
"""
import html
import re
import shlex

ESCAPES = {r"\-": "-", r"\(dq": '"', r"\(aq": "'", r"\&": "", r"\(bu": "*", r"\e": "\\", r"\ ": " "}
FONTS = {"B": "strong", "I": "em", "R": None, "P": None}


def plain(text):
    text = re.sub(r"\\f.", "", text)
    for sign, letter in ESCAPES.items():
        text = text.replace(sign, letter)
    if "\\" in text.replace("\\\\", "") and re.search(r"\\[(a-zA-Z\[]", text):
        raise ValueError(f"unknown escape in a man page: {text}")
    return text


def fonts(text):
    """Text with font escapes, as HTML."""
    out, font = [], None
    for piece in re.split(r"(\\f.)", text):
        if re.fullmatch(r"\\f.", piece):
            font = FONTS[piece[2]]
        elif piece:
            words = html.escape(plain(piece), quote=False)
            out.append(f"<{font}>{words}</{font}>" if font else words)
    return "".join(out)


def words_of(line):
    """The arguments of a macro, whose quotes are as in a shell."""
    if '"' not in line:
        return line.split()
    words = shlex.shlex(line, posix=True)
    words.whitespace_split, words.quotes, words.escape, words.commenters = True, '"', "", ""
    return list(words)


def font_line(macro, arguments):
    if len(macro) == 1:
        text = fonts(" ".join(arguments))
        return f"<{FONTS[macro]}>{text}</{FONTS[macro]}>"
    out = []
    for i, word in enumerate(arguments):
        tag = FONTS[macro[i % 2]]
        out.append(f"<{tag}>{fonts(word)}</{tag}>" if tag else fonts(word))
    return "".join(out)


def blocks(text):
    """(kind, title, HTML) of each block of a section: '' a paragraph, 'tagged' with its tag as the title,
    'code' lines as they are."""
    found, code, wants_tag = [], None, False

    def put(piece):
        nonlocal wants_tag
        if wants_tag:
            found[-1][1] = piece
            wants_tag = False
        elif found and found[-1][0] != "code":
            found[-1][2] += ("\n" if found[-1][2] else "") + piece
        else:
            found.append(["", "", piece])
    for line in text.split("\n"):
        macro, _, rest = line.partition(" ")
        if code is not None:
            if macro == ".fi":
                found.append(["code", "", html.escape("\n".join(code), quote=False)])
                code = None
            else:
                code.append(plain(line))
        elif macro == ".nf":
            code = []
        elif macro == ".TP":
            found.append(["tagged", "", ""])
            wants_tag = True
        elif macro in (".P", ".PP"):
            found.append(["", "", ""])
        elif macro in (".sp", ".br"):
            put("<br>")
        elif macro in (".B", ".I", ".BR", ".RB", ".IR", ".RI", ".BI", ".IB"):
            put(font_line(macro[1:], words_of(rest)))
        elif line.startswith(".") or line.startswith("'"):
            raise ValueError(f"unknown macro in a man page: {line}")
        elif line.strip():
            put(fonts(line))
    return [tuple(b) for b in found if b[1] or b[2]]


def sections(text):
    """Title -> blocks, in the order of the page."""
    found = {}
    for part in re.split(r"^\.SH ", text, flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        found[title.strip().strip('"')] = blocks(body)
    return found


def words(piece):
    """HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", piece))
