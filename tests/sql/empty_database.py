"""A database as `l1analyze load` makes it, before any trace: its tables and views."""
import sqlite3


def empty_database(source):
    """source: the tree's folder, a pathlib.Path."""
    db = sqlite3.connect(":memory:")
    for name, count in (("covers", 5), ("suppressed", 2), ("ranges", 1),
                        ("group_of", 3), ("shown_callsite", 1)):   # functions in C
        db.create_function(name, count, lambda *unused: None)
    for name in ("schema", "window", "views"):
        db.executescript((source / f"analyzer/database/{name}.sql").read_text())
    return db
