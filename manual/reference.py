"""The reference: verbs, options, l1record, exit statuses, environment, tables, queries, made of the man
pages, the help and the schema. Each piece is taken from one of them, so no sentence is there twice.

Must not know: chapters, how the page looks.
"""
import html
import os
import re

from markdown import slug
from session import Wrong
from troff import sections, words

SPLIT_PAGES = ("l1analyze.1", "l1record.1")      # shown by their parts; all others as they are


def escaped(text):
    return html.escape(text, quote=False)


def entry(name, head, body, level=3, more=""):
    return f'<section id="{name}" data-entry{more}>\n<h{level}>{head}</h{level}>\n{body}\n</section>'


def pieces(blocks):
    """Blocks of a man page as they follow each other."""
    out = []
    for kind, tag, body in blocks:
        if kind == "code":
            out.append(f"<pre>{body}</pre>")
        elif kind == "tagged":
            out.append(f'<div class="tagged"><p class="tag">{tag}</p><p>{body}</p></div>')
        else:
            out.append(f"<p>{body}</p>")
    return "\n".join(out)


class Names:
    """Ids, each once: a second of the same name has a number."""

    def __init__(self):
        self.given = {}

    def new(self, name):
        self.given[name] = self.given.get(name, 0) + 1
        return name if self.given[name] == 1 else f"{name}-{self.given[name]}"


def help_parts(text):
    """(examples, usage, notes, rows of options) of what -h prints."""
    examples, rest = text.split("\n\n", 1)
    usage = re.search(r"^Usage: (.*?)\n\n", rest, re.M | re.S).group(1)
    notes, _, options = rest.split("Usage: ", 1)[1].partition("\n\n")[2].rpartition("Options:\n")
    return examples.split("\n", 1)[1], usage, notes.strip("\n"), re.findall(
        r"^  (?:-\w,|   ) --[a-z].*(?:\n {10,}.*)*", options, re.M)


def notes_html(notes):
    out = []
    for part in filter(None, notes.split("\n\n")):
        lines = part.split("\n")
        if any(line.startswith("  ") for line in lines):
            out.append(f"<pre>{escaped(part)}</pre>")
        else:
            out.append(f"<p>{escaped(' '.join(lines))}</p>")
    return "\n".join(out)


def verbs(programs, page, names):
    """Each verb: its examples and what it answers, from the help; what the man page says; the notes of the help."""
    explained = {o for _, tag, _ in page["OPTIONS"] for o in re.findall(r"--[a-z][a-z-]*", words(tag))}
    told = {words(tag).split()[0]: (tag, body) for _, tag, body in page["VERBS"]}
    general = set(help_parts(programs.out("l1analyze", "peak", "-h"))[3])
    for verb in programs.verbs:
        general &= set(help_parts(programs.out("l1analyze", verb, "-h"))[3]) | (
            general if len(programs.options[verb]) < 12 else set())
    out = []
    for verb in programs.verbs:
        examples, usage, notes, rows = help_parts(programs.out("l1analyze", verb, "-h"))
        answers = re.search(rf"^{verb}: (.*)$", programs.out("l1analyze", verb, "-h"), re.M).group(1)
        own = [row for row in rows if row not in general]
        shared = [re.search("--[a-z-]+", row).group() for row in rows if row in general]
        if verb not in told:
            raise Wrong(f"the man page has no verb {verb}")
        body = [f'<p class="answers">{escaped(answers)}</p>', f"<pre>{escaped(examples)}</pre>",
                f'<p class="usage"><code>{escaped(usage)}</code></p>', f"<p>{told[verb][1]}</p>",
                notes_html(notes)]
        # those that the man page explains with their verb alone lead here
        body += [f'<span id="{names.new(f"option-{o[2:]}")}"></span>' for o in programs.options[verb]
                 if o not in explained and f"option-{o[2:]}" not in names.given]
        if own:
            body.append('<pre class="options">' + escaped("\n".join(own)) + "</pre>")
        body.append('<p class="soft">Also: ' + ", ".join(
            f'<a href="#option-{o[2:]}"><code>{o}</code></a>' for o in shared) + "</p>")
        out.append(entry(f"verb-{verb}", f"l1analyze {verb}", "\n".join(filter(None, body))))
    return "\n".join(out)


def options(blocks, prefix, names, takers):
    """Options with an entry each; a paragraph between them belongs to those after it."""
    out = []
    for kind, tag, body in blocks:
        if kind != "tagged":
            out.append(f"<p>{body}</p>")
            continue
        found = re.findall(r"--[a-z][a-z-]*", words(tag))
        ids = [names.new(f"{prefix}-{o[2:]}") for o in found]
        aliases = "".join(f'<span id="{i}"></span>' for i in ids[1:])
        who = takers(found[0]) if takers else ""
        out.append(entry(ids[0], f"<code>{tag}</code>", f"{aliases}<p>{body}</p>{who}", 4))
    return "\n".join(out)


def taken_by(programs):
    def say(option):
        by = [v for v in programs.verbs if option in programs.options[v]]
        if not by or len(by) > 15:
            return ""
        return '<p class="soft">Of ' + ", ".join(f'<a href="#verb-{v}">{v}</a>' for v in by) + "</p>"
    return say


def exit_statuses(program, text, names):
    """'0 answered; 1 a finding ..' as an entry each; text that is no such list as it is."""
    found = re.findall(r"(?:^|; )(\d|128\+n|12\d)\s+(.*?)(?=; (?:\d|128\+n|12\d)\s|[;.]?$)", text, re.S)
    if len(found) < 3 or not text.lstrip().startswith("0"):
        return f"<p>{text}</p>"
    return "<dl>" + "".join(f'<dt id="{names.new("exit-" + n)}">{n}</dt><dd>{what}</dd>'
                            for n, what in found) + "</dl>"


def variables(blocks, program, names):
    out = []
    for _, tag, body in blocks:
        found = re.findall(r"[A-Z][A-Z0-9_]+", words(tag))
        ids = [names.new(f"env-{n}") for n in found]
        aliases = "".join(f'<span id="{i}"></span>' for i in ids[1:])
        out.append(entry(ids[0], f"<code>{words(tag)}</code>",
                         f'{aliases}<p>{body}</p><p class="soft">{program}</p>', 4))
    return "\n".join(out)


def created(body, what):
    """(comment lines before it, name, lines after that of its name) of each table or view."""
    before, found = [], []
    for line in body.split("\n"):
        begin = re.match(rf"CREATE {what} (\w+)(.*)", line)
        if begin:
            found.append((before, begin[1], [begin[2]]))
        elif found and found[-1][2] is not None and found[-1][2][-1:] != [""]:
            found[-1][2].append(line)
        before = before + [line[2:].strip()] if line.startswith("--") else []
    return found


def columns(lines):
    """(name, type, what it is) of each column of a table."""
    found = []
    for line in lines:
        own = re.match(r"  (\w+) ([A-Z]+)\b[^-]*(?:-- ?(.*))?", line)
        if own and own[1] != "PRIMARY":
            found.append([own[1], own[2].lower(), own[3] or ""])
        elif found and re.match(r" {4,}--", line):
            found[-1][2] += " " + line.strip()[2:].strip()
    return found


def schema(text, names):
    """Tables with their columns, views with what is said before them; what each query answers."""
    body, _, listed = text.partition("-- Named queries")
    intro = body.split("\n\n", 1)[0]
    out = ["<p>" + escaped(" ".join(line[2:].strip() for line in intro.splitlines())) + "</p>"]
    tables, views = created(body, "TABLE"), created(body, "VIEW")
    for _, name, lines in tables:
        cells = "".join(f"<tr><td><code>{column}</code></td><td>{kind}</td><td>{escaped(said)}</td></tr>\n"
                        for column, kind, said in columns(lines[1:]))
        said = lines[0].partition("--")[2].strip()
        out.append(entry(names.new(f"table-{name}"), f"<code>{name}</code>",
                         f'<p>{escaped(said)}</p><div class="wide"><table>{cells}</table></div>', 4))
    rows = "".join(f'<tr id="{names.new(f"view-{name}")}" data-entry><th><code>{name}</code></th>'
                   f"<td>{escaped(' '.join(before))}</td></tr>\n" for before, name, _ in views)
    out.append("<h3>Views</h3>\n<p><code>l1analyze schema</code> has the SQL of each.</p>\n"
               f'<div class="wide"><table>{rows}</table></div>')
    if not tables or not views:
        raise Wrong("the schema has another form than the manual reads")
    return "\n".join(out), dict(re.findall(r"^--   (\w+) +(.*)$", listed, re.M))


def queries(programs, said, trace, names):
    """Each named query, with what it answers and the columns that it has."""
    programs.out("l1analyze", "query", ",".join(programs.queries), "-o", "columns", "--format", "csv", trace)
    out = []
    for name in programs.queries:
        with open(os.path.join(programs.folder, "columns", name + ".csv"), encoding="utf-8") as file:
            columns = file.readline().strip().split(",")
        out.append(entry(names.new(f"query-{name}"), f"<code>{name}</code>",
                         f"<p>{escaped(said[name])}</p><p class=\"columns\">{', '.join(columns)}</p>", 4))
    return "\n".join(out)


def man_page(path, names):
    """A page that is shown as it is: a part for each of its sections."""
    with open(path, encoding="utf-8") as file:
        found = sections(file.read())
    name = os.path.basename(path).replace(".", "-")
    said = words(found.pop("NAME")[0][2]).partition(" - ")[2]
    for left_out in ("SEE ALSO", "SYNOPSIS"):
        found.pop(left_out, None)
    body = "\n".join(entry(names.new(f"{name}-{slug(title)}"), escaped(title.capitalize()), pieces(blocks))
                     for title, blocks in found.items())
    title = re.sub(r"\.(\d)$", r"(\1)", os.path.basename(path))
    return name, title, said, body


def parts(programs, pages, trace):
    """(id, title, what it is, HTML) of each part of the reference."""
    names, man = Names(), {}
    for path in pages:
        with open(path, encoding="utf-8") as file:
            man[os.path.basename(path)] = sections(file.read())
    analyze, record = man["l1analyze.1"], man["l1record.1"]
    tables, said = schema(programs.out("l1analyze", "schema"), names)
    examples = programs.out("l1record", "-h").split("\n\n")[0].split("\n", 1)[1]
    about = "\n".join(entry(names.new("l1record-" + slug(title)), escaped(title.capitalize()), pieces(record[title]))
                      for title in record
                      if title not in ("NAME", "SYNOPSIS", "EXAMPLES", "OPTIONS", "ENVIRONMENT", "EXIT STATUS",
                                       "SEE ALSO"))
    statuses = [entry(f"exit-of-{program}", program, exit_statuses(program, page["EXIT STATUS"][0][2], names)
                      + pieces(page["EXIT STATUS"][1:]))
                for program, page in (("l1analyze", analyze), ("l1record", record))]
    return [
        ("verbs", "Verbs of l1analyze", "", pieces(analyze["DESCRIPTION"]) + verbs(programs, analyze, names)),
        ("options", "Options of l1analyze", "", options(analyze["OPTIONS"], "option", names, taken_by(programs))),
        ("l1record", "l1record", "", f"<pre>{escaped(examples)}</pre>\n{about}\n"
         + options(record["OPTIONS"], "record", names, None)),
        ("exits", "Exit status", "", "\n".join(statuses)),
        ("environment", "Environment", "", variables(analyze["ENVIRONMENT"], "l1analyze", names)
         + variables(record["ENVIRONMENT"], "l1record", names)),
        ("queries", "Named queries", "", queries(programs, said, trace, names)),
        ("tables", "Tables and views", "", tables),
        *((f"page-{name}", title, what, body) for name, title, what, body in (
            man_page(path, names) for path in pages if os.path.basename(path) not in SPLIT_PAGES)),
    ]
