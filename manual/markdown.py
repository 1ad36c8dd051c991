"""The little of Markdown that chapters use, as HTML: headings, paragraphs, lists, tables, code, links
inside the page. A block of commands is given to whoever knows what to do with it.

Must not know: what the commands are, other chapters.
"""
import html
import re


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", html.unescape(re.sub(r"<[^>]*>", "", text)).lower()).strip("-")


def inline(text, code=None):
    """Code, strong, emphasis and links in a line; code(text) makes other HTML of a piece of code."""
    parts = re.split(r"(`[^`]+`)", text)
    for i, part in enumerate(parts):
        if part.startswith("`") and len(part) > 2:
            parts[i] = (code or (lambda t: f"<code>{html.escape(t)}</code>"))(part[1:-1])
        else:
            part = html.escape(part, quote=False)
            part = re.sub(r"\[([^\]]+)\]\((#[\w.-]+)\)", r'<a href="\2">\1</a>', part)
            part = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", part)
            parts[i] = re.sub(r"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])", r"<em>\1</em>", part)
    return "".join(parts)


def split_blocks(text):
    """(kind, lines) of each block: a fence with its word, or lines without an empty one between."""
    blocks, lines, fence = [], [], None
    for line in text.split("\n") + [""]:
        mark = re.match(r"```(.*)", line)
        if mark and fence is None:
            fence, lines = mark[1].strip(), []
        elif mark:
            blocks.append(("```" + fence, lines))
            fence, lines = None, []
        elif fence is not None or line.strip():
            lines.append(line)
        elif lines:
            blocks.append(("", lines))
            lines = []
    if fence is not None:
        raise ValueError("a block of commands has no end")
    return blocks


def table(lines, say):
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head = "".join(f"<th>{say(c)}</th>" for c in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{say(c)}</td>" for c in row) + "</tr>\n" for row in rows[2:])
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def items(lines, mark, say):
    joined = []
    for line in lines:
        if re.match(mark, line):
            joined.append(re.sub(mark, "", line, count=1))
        else:
            joined[-1] += " " + line.strip()
    return "".join(f"<li>{say(item)}</li>\n" for item in joined)


def page(text, name, fence, code=None):
    """The HTML of a chapter: its parts are sections named NAME-HEADING. fence(word, lines) makes that of a
    block of commands."""
    def say(words):
        return inline(words, code)

    out, inside = [], False
    for kind, lines in split_blocks(text):
        first = lines[0] if lines else ""
        if kind.startswith("```"):
            out.append(fence(kind[3:], lines))
        elif first.startswith("## "):
            head = say(first[3:])
            out.append(("</section>\n" if inside else "")
                       + f'<section id="{name}-{slug(head)}" data-entry>\n<h3>{head}</h3>')
            inside = True
            lines = lines[1:]
            if lines:
                out.append(f"<p>{say(' '.join(lines))}</p>")
        elif first.startswith("|"):
            out.append(table(lines, say))
        elif first.startswith("* "):
            out.append(f"<ul>\n{items(lines, r'[*] ', say)}</ul>")
        elif re.match(r"1\. ", first):
            out.append(f"<ol>\n{items(lines, r'[0-9]+[.] ', say)}</ol>")
        else:
            out.append(f"<p>{say(' '.join(lines))}</p>")
    return "\n".join(out) + ("\n</section>" if inside else "")
