"""What pyproject.toml does not say twice: the version."""
import pathlib
import re

TOP = pathlib.Path(__file__).resolve().parent.parent


def dynamic_metadata(settings, project):
    text = (TOP / "CMakeLists.txt").read_text(encoding="utf-8")
    return {"version": re.search(r"^project\(l1trace VERSION ([\d.]+) ", text, re.M).group(1)}
