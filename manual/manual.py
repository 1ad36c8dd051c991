#!/usr/bin/env python3
"""Makes manual.html: chapters that begin with a reader's question, then the reference, in one page that
loads nothing.

    manual.py SOURCE-FOLDER L1ANALYZE L1RECORD OUT.html

Each command of a chapter is run, by the programs given, and what they print is what is shown; where one
fails, or a verb, option or link is not there, there is no page and the exit is 1. The same sources and
programs give the same bytes. What a chapter may use is in README.md beside this file.

Must not know: what any verb answers.
"""
import base64
import hashlib
import html
import os
import re
import sys
import tempfile

import markdown
import reference
from session import Programs, Wrong, copy_of


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def escaped(text):
    return html.escape(text, quote=False)


class Chapters:
    def __init__(self, source, programs, pages):
        self.programs = programs
        self.folder = os.path.join(source, "manual", "chapters")
        told = [programs.out("l1record", "-h"), programs.out("l1analyze")]
        told += [programs.out("l1analyze", verb, "-h") for verb in programs.verbs]
        told += [re.sub(r"\\-", "-", read(page)) for page in pages] + [read(source, "README.md")]
        self.told = re.sub(r"[ \t]+", " ", "\n".join(told).replace("\\\n", " "))

    def run(self, options, lines):
        """Commands and what they print; options: lines=N, the first of them, exit=N."""
        given = dict(word.split("=") for word in options)
        out = []
        for line in lines:
            command = re.match(r"\$ (.*)", line)
            if not command:
                raise Wrong(f"not a command: {line}")
            status = int(given.get("exit", 0))
            shown = self.programs.shown(command[1], status)
            most = int(given.get("lines", len(shown)))
            out += [""] * bool(out) + [f'<span class="prompt">$ </span><kbd>{escaped(command[1])}</kbd>']
            out += [escaped(text) for text in shown[:most]]
            if len(shown) > most:
                out.append(f'<span class="soft">.. and {len(shown) - most} more lines</span>')
            if status:
                out.append(f'<span class="soft">(exit status {status})</span>')
        return '<pre class="session">' + "\n".join(out) + "</pre>"

    def other(self, lines):
        """Commands that are not run here: those of help and documents, and those that made the samples."""
        joined = "\n".join(lines).replace("\\\n", " ").split("\n")
        for line in joined:
            command = re.sub(r"\s+", " ", re.sub(r"  +#.*", "", line)).strip()
            if command.startswith("l1"):
                self.programs.check(command)
            if command not in self.told and not self.programs.recorded(command):
                raise Wrong(f"neither run nor documented: {command}")
        return '<pre class="session">' + "\n".join(
            f'<span class="prompt">$ </span><kbd>{escaped(line)}</kbd>' if not line.startswith(" ")
            else f"<kbd>{escaped(line)}</kbd>" for line in lines) + "</pre>"

    def fence(self, word, lines):
        kind, *options = word.split()
        if kind == "run":
            return self.run(options, lines)
        if kind == "other":
            return self.other(lines)
        if kind == "text":
            return f"<pre>{escaped(chr(10).join(lines))}</pre>"
        raise Wrong(f"unknown kind of block: {word}")

    def code(self, text):
        """A piece of code in a line: ours is checked, and leads to its entry."""
        programs, shown = self.programs, f"<code>{escaped(text)}</code>"
        if re.match(r"l1(analyze|record)\b", text):
            programs.check(text)
        words = text.split()
        target = None
        if words[0] == "l1analyze" and len(words) > 1 and words[1] in programs.verbs:
            target = f"verb-{words[1]}"
        elif words[0] == "l1record":
            target = "l1record"
        elif re.fullmatch("--[a-z-]+", words[0]) and words[0] in programs.all_options:
            target = f"option-{words[0][2:]}"
        elif text in programs.verbs:
            target = f"verb-{text}"
        elif re.fullmatch("L1(TRACE|ANALYZE)[A-Z_]*", text):
            target = f"env-{text}"
        return f'<a href="#{target}">{shown}</a>' if target else shown

    def each(self):
        """(id, title, first sentence, HTML) of each chapter, in the order of their files."""
        for file in sorted(os.listdir(self.folder)):
            text = read(self.folder, file)
            title, _, body = text.partition("\n")
            name = re.fullmatch(r"\d+-(.*)\.md", file).group(1)
            try:
                made = markdown.page(body.strip(), name, self.fence, self.code)
            except (Wrong, ValueError) as wrong:
                raise Wrong(f"{file}: {wrong}") from None
            summary = re.match(r"<p>(.*?)</p>", made, re.S)
            if not title.startswith("# ") or not summary:
                raise Wrong(f"{file}: no title, or no sentence after it")
            yield name, escaped(title[2:]), summary[1], made[summary.end():]


def glossary(text, code):
    """'term: what it is' a line, as a list with a name for each."""
    out = []
    for line in filter(None, re.sub(r"\n {2,}", " ", text.partition("\n")[2]).split("\n")):
        term, _, said = line.partition(": ")
        if not said:
            raise Wrong(f"glossary.md: {line}")
        out.append(f'<div id="word-{markdown.slug(term)}" data-entry><dt>{escaped(term)}</dt>'
                   f"<dd>{markdown.inline(said, code)}</dd></div>")
    return "<dl>\n" + "\n".join(out) + "\n</dl>"


def with_links(page):
    """Links for what man pages name with their section, as l1record(1)."""
    for name, target in (("l1analyze", "verbs"), ("l1record", "l1record"), ("l1trace", "page-l1trace-7")):
        page = re.sub(rf"<strong>{name}</strong>(\(\d\))", rf'<a href="#{target}">{name}\1</a>', page)
    return page


def checked(page):
    """Every link leads to a name that is there once."""
    ids = re.findall(r'\bid="([^"]+)"', page)
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise Wrong(f"names that are there twice: {' '.join(twice)}")
    lost = sorted(set(re.findall(r'\bhref="#([^"]+)"', page)) - set(ids))
    if lost:
        raise Wrong(f"links to what is not there: {' '.join(lost)}")
    return page


def digest(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def make(source, analyze, record, work):
    programs = Programs(analyze, record, copy_of(os.path.join(source, "samples", "traces"), work))
    pages = sorted(os.path.join(source, top, "man", file) for top in ("analyzer", "recorder")
                   for file in os.listdir(os.path.join(source, top, "man")))
    chapters = Chapters(source, programs, pages)
    problems = list(chapters.each())
    parts = reference.parts(programs, pages, "ttnn_mlp.l1t")
    parts.append(("glossary", "Glossary", "", glossary(read(source, "manual", "glossary.md"), chapters.code)))

    cards = "\n".join(f'<a class="card" href="#{name}"><strong>{title}</strong> <span>{re.sub("</?a[^>]*>", "", said)}'
                      "</span></a>" for name, title, said, _ in problems)
    contents = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title, _, _ in problems)
    contents += '<li class="rule">' + "</li><li>".join(
        f'<a href="#{name}">{title}</a>' for name, title, _, _ in parts) + "</li>"
    body = "\n".join(f'<section id="{name}" class="chapter" data-entry>\n<h2>{title}</h2>\n<p>{said}</p>\n{made}</section>'
                     for name, title, said, made in problems)
    body += "\n" + "\n".join(f'<section id="{name}" class="part" data-entry>\n<h2>{title}</h2>\n'
                             + (f"<p>{escaped(what)}</p>\n" if what else "") + f"{made}</section>"
                             for name, title, what, made in parts)
    style, script = ("\n" + read(source, "manual", name) for name in ("page.css", "page.js"))
    version = programs.out("l1analyze", "--version").split("\n")[0]
    places = {"STYLE_HASH": digest(style), "SCRIPT_HASH": digest(script), "VERSION": escaped(version),
              "CARDS": cards, "CONTENTS": contents, "BODY": with_links(body), "STYLE": style, "SCRIPT": script}
    # in one step: what is put in is not searched again
    return checked(re.sub(r"@([A-Z_]+)@", lambda m: places[m[1]], read(source, "manual", "page.html")))


def main(source, analyze, record, out):
    with tempfile.TemporaryDirectory() as work:
        try:
            page = make(source, analyze, record, work)
        except (Wrong, ValueError, KeyError) as wrong:
            print(f"manual.py: {type(wrong).__name__}: {wrong}", file=sys.stderr)
            return 1
    with open(out + ".new", "w", encoding="utf-8") as file:
        file.write(page)
    os.replace(out + ".new", out)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
