"""Which memory a watched script used when, and where in its source: what watch.py saw, by lifetime.

Must not know: traces, l1analyze's answers.
"""
import collections
import json

L1_KINDS = ("L1", "L1_SMALL")


class Life:
    """Of one memory, from the call that made it."""

    def __init__(self, number, kind, made, path):
        self.number, self.kind, self.made, self.path = number, kind, made, path
        self.touches = []       # (call, path of the argument or None) in order
        self.reads = []         # those of them that read or write its bytes

    def pair(self):
        """(call that made it, index of its frame, last call that reads it, index of its frame): of the
        lines where a program could have it in a variable, which are in the innermost function that has
        to do with both calls. What nothing reads is last used where it was made."""
        last = self.reads[-1][0] if self.reads else self.made
        made, used = self.made["frames"], last["frames"]
        common = 0
        while common < min(len(made), len(used)) and \
                made[-1 - common]["line"] == used[-1 - common]["line"]:
            common += 1
        a, b = len(made) - 1 - common, len(used) - 1 - common
        if a >= 0 and b >= 0 and function(made[a]) == function(used[b]):
            return self.made, a, last, b
        if b >= 0:      # made by an argument, used within the call
            return self.made, max(a, 0), last, b
        return self.made, a + 1, last, 0

    def pair_lines(self):
        made, a, last, b = self.pair()
        return made["frames"][a]["line"], last["frames"][b]["line"]

    def later_touches(self):
        """After the last read: views that nobody reads, and frees."""
        last = self.reads[-1][0]["call"] if self.reads else self.made["call"]
        return [call for call, _path in self.touches if call["call"] > last]


def lives(watched):
    """All lifetimes of a watch's file, and its calls."""
    with open(watched, encoding="utf-8") as file:
        calls = [json.loads(line) for line in file]
    found = {}
    for call in calls:
        gives = call.get("gives", ())
        given = {storage for _path, storage, _kind in gives}
        taken = {storage for _path, storage in call["takes"]}
        for path, storage in call["takes"]:
            life = found.get(storage)
            if not life:
                continue
            life.touches.append((call, path))
            # nothing but another name of the same memory comes out: a view, or no work to do
            if call["op"] != "deallocate" and (call["in_place"] or call["op"] == "reallocate" or
                                               not gives or given - taken or "error" in call):
                life.reads.append((call, path))
        for storage in call.get("replays", ()):
            if storage in found:
                found[storage].touches.append((call, None))
                found[storage].reads.append((call, None))
        for path, storage, kind in gives:
            if storage not in found:
                found[storage] = Life(storage, kind, call, path)
    return list(found.values()), calls


def function(frame):
    """File and name, without the line."""
    place, name = frame["line"].split(" ", 1)
    return place.rsplit(":", 1)[0], name


def turns(calls):
    """(position of a call in the source) -> the numbers of its calls that returned, in order."""
    of = collections.defaultdict(list)
    for call in calls:
        if "error" not in call:
            of[tuple(call["frames"][0]["at"])].append(call["call"])
    return of
