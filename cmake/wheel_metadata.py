"""What pyproject.toml does not say twice: the version, and the plugin of pytest where there is one."""
import pathlib
import re

TOP = pathlib.Path(__file__).resolve().parent.parent


def dynamic_metadata(settings, project):
    text = (TOP / "CMakeLists.txt").read_text(encoding="utf-8")
    found = {"version": re.search(r"^project\(l1trace VERSION ([\d.]+) ", text, re.M).group(1)}
    # pytest does not start where an entry point leads nowhere
    if (TOP / "recorder/python/l1trace_pytest.py").exists():
        found["entry-points"] = {"pytest11": {"l1trace": "l1trace_pytest"}}
    return found
