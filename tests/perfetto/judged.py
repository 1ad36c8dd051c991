"""What the tests of `export --to perfetto` share: traces that are exported, and rows of l1analyze."""
import csv
import io
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ANALYZE, NASTY, MESH, TOOLS = sys.argv[1:5]
SAMPLES = sys.argv[5:]
FOLDER = tempfile.TemporaryDirectory()


def prepare(what):
    """Where the tool is. Ends with 77 if it cannot be had here."""
    done = subprocess.run([HERE / "prepare_perfetto.sh", TOOLS, what], stdout=subprocess.PIPE,
                          text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.strip()


def traces():
    """Name -> trace: recorded ones, and those that are made to be difficult."""
    found = {pathlib.Path(p).stem: p for p in SAMPLES}
    for name in ("nasty", "mesh", "idle"):
        found[name] = os.path.join(FOLDER.name, f"{name}.l1t")
    subprocess.run([NASTY, found["nasty"]], check=True)
    subprocess.run([MESH, "4", "10"], check=True, env={**os.environ, "L1TRACE": found["mesh"]})
    subprocess.run([MESH, "1", "0"], check=True, env={**os.environ, "L1TRACE": found["idle"]})
    return found


def export(name, *words):
    """Exports, and returns the path of the file."""
    path = os.path.join(FOLDER.name, name)
    done = subprocess.run([ANALYZE, "export", "--to", "perfetto", path, *words], check=False,
                          capture_output=True)
    assert done.returncode in (0, 4), done.stderr
    return path


def text(data):
    """With a mark for each byte that is not UTF-8, as in a trace for Perfetto."""
    shown = data.decode("utf-8", "surrogateescape")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in shown)


def rows(*words):
    """Rows of a verb as dictionaries of texts; what is not known is ''."""
    done = subprocess.run([ANALYZE, *words, "--format", "csv"], check=False, capture_output=True)
    assert done.returncode in (0, 4), done.stderr
    csv.field_size_limit(1 << 30)
    return list(csv.DictReader(io.StringIO(text(done.stdout), newline="")))
