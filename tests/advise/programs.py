"""Random programs of ttnn: text of scripts that allocate, use, keep and free tensors in the ways that
people's programs do. The same seed gives the same text. What is computed does not matter.

Must not know: what is dead when; that is asked of the running program.
"""
import random

from program_statements import EMPTY, Block, Tensor

HEAD = """import ttnn

device = ttnn.open_device(device_id=0{options})
L1, DRAM = ttnn.L1_MEMORY_CONFIG, ttnn.DRAM_MEMORY_CONFIG
HIGH = ttnn.create_sharded_memory_config({shape}, ttnn.CoreGrid(x=4, y=4), ttnn.ShardStrategy.HEIGHT)
BLOCK = ttnn.create_sharded_memory_config({shape}, ttnn.CoreGrid(x=4, y=4), ttnn.ShardStrategy.BLOCK)
"""


class Program:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.asks = self.rng.random() < .3
        self.lines, self.count, self.shared = [], 0, set()
        side = self.rng.choice((512, 512, 1024, 1024, 1536))
        self.shape = (1, 1, side, side)
        self.captures = self.rng.random() < .2
        options = ", trace_region_size=1 << 20" if self.captures else ""
        self.lines += HEAD.format(options=options, shape=self.shape).splitlines()
        self.top = Block(self, {}, 0)
        for _ in range(self.rng.randint(0, 2)):
            self.function()
        self.lines.append("kept = []")
        for _ in range(self.rng.randint(2, 5)):
            self.rng.choices((self.straight, self.loop, self.call, self.keep, self.attempt, self.many),
                             (4, 2, 2, 1, 1, 1))[0]()
        if self.captures:
            self.capture()
            self.straight()
        if self.rng.random() < .5:
            self.top.read()
        self.lines.append("ttnn.close_device(device)")
        self.text = "\n".join(self.lines) + "\n"

    def function(self):
        """One or two tensors in, one out; some free what they were given."""
        name = f"layer{self.count}"
        self.lines.append("")
        eats = self.rng.random() < .3
        body = Block(self, {"x": Tensor(self.shape, "L1"), "y": Tensor(self.shape, "L1")}, 1)
        self.shared = {"x", "y"}
        self.lines.append(f"def {name}(x, y):")
        body.statements(self.rng.randint(2, 6), ("in_place",))
        last = body.binary() if body.some(shape=self.shape, place="L1", dtype="bfloat16") else body.make()
        if eats and "x" in body.names:
            body.say("ttnn.deallocate(x)")
        body.say(f"return ttnn.to_memory_config({last}, L1)")
        self.lines.append("")
        self.shared = set()
        self.functions = [*getattr(self, "functions", ()), (name, eats)]

    def straight(self):
        self.top.statements(self.rng.randint(3, 12))

    def loop(self):
        """Rebinds a name in each turn; what the turns make is gone or overwritten after them."""
        start = self.top.base()
        turns = self.rng.randint(2, 4)
        x = self.top.result(start, Tensor(self.shape, "L1", group=self.top.names[start].group))
        body = self.top.inner(f"for turn in range({turns}):")
        self.shared = set(body.names)       # a name freed in one turn would be missed in the next
        before = dict(body.names)
        body.statements(self.rng.randint(1, 4), ("in_place", "view", "reallocate"))
        changed = [n for n, t in before.items() if body.names.get(n) is not t]
        y = body.some(shape=self.shape, place="L1", dtype="bfloat16") or x
        body.say(f"{x} = ttnn.add({y}, {y}, memory_config=L1)")
        self.shared = set()
        # what was rebound has another form in the second turn, unless it is the same
        if any(not same(before[n], body.names.get(n)) for n in changed):
            del self.lines[self.find(f"for turn in range({turns}):"):]
            self.top.unary()
            return
        self.top.names = {**{n: t for n, t in body.names.items()}, x: Tensor(self.shape, "L1")}

    def find(self, line):
        return len(self.lines) - 1 - self.lines[::-1].index(line)

    def call(self):
        if not getattr(self, "functions", None):
            return self.straight()
        name, eats = self.rng.choice(self.functions)
        for _ in range(self.rng.randint(1, 3)):
            a, b = self.top.base(), self.top.base()
            if eats and self.top.names[a].group is self.top.names[b].group:
                continue
            group = self.top.names[a].group
            self.top.result(f"{name}({a}, {b})", Tensor(self.shape, "L1"),
                            a if self.rng.random() < .5 and not eats else None)
            if eats:
                self.top.names = {n: t for n, t in self.top.names.items() if t.group is not group}

    def keep(self):
        """A list of tensors, read later or never."""
        turns = self.rng.randint(1, 4)
        self.lines.append(f"for turn in range({turns}):")
        self.lines.append("    kept.append(" + EMPTY.format(shape=list(self.shape), place="L1") + ")")
        inside = Block(self, self.top.names, 1)
        one = inside.base()
        inside.say(f"kept.append(ttnn.gelu({one}, memory_config=L1))")
        for _ in range(self.rng.randint(0, 2)):
            self.lines.append(self.rng.choice((
                "host = ttnn.from_device(kept[0])",
                "both = ttnn.add(kept[0], kept[-1], memory_config=L1)",
                "all_of_them = ttnn.concat(kept, dim=2, memory_config=L1)",
                "kept[-1] = ttnn.relu(kept[0], memory_config=L1)",
                "kept.clear()\nkept.append(" + EMPTY.format(shape=list(self.shape), place="DRAM") + ")")))

    def many(self):
        """Several on one line, of which a part is used again; a value given to several names."""
        a, b = self.top.base(), self.top.base()
        first, second = self.top.new_name(), self.top.new_name()
        self.lines.append(f"{first}, {second} = ttnn.relu({a}, memory_config=L1), "
                          f"ttnn.add({a}, {b}, memory_config=L1)")
        for name in (first, second):
            self.top.names[name] = Tensor(self.shape, "L1")
        self.lines.append(f"each = [ttnn.exp(one, memory_config=L1) for one in ({first}, {second}, {a})]")
        if self.rng.random() < .5:
            self.lines.append("each = [ttnn.neg(one, memory_config=L1) for one in each]")
        if self.rng.random() < .5:
            self.lines.append(f"{first}, {second} = {second}, {first}")
        if self.rng.random() < .5:
            self.lines.append("host = each[1].cpu()")
        if self.rng.random() < .5:
            self.lines.append("del each[0]")
        if self.rng.random() < .3:
            other = self.top.new_name()
            self.lines.append(f"{other} = {first}")
            self.top.names[other] = self.top.names[first]

    def attempt(self):
        """May run out of memory, as the only reader of a tensor or without one."""
        a = self.top.base()
        after = self.top.base() if self.rng.random() < .5 else None
        self.lines.append("try:")
        if self.rng.random() < .5:
            rows = self.rng.choice((2048, 4096, 8192, 16384))
            self.lines.append("    large = " + EMPTY.format(shape=[1, 1, rows, 2048], place="L1"))
        else:
            times = self.rng.choice((4, 8, 16, 32))
            self.lines.append(f"    large = ttnn.concat([{a}] * {times}, dim=2, memory_config=L1)")
        if after:       # where it fails nobody sees that this was read
            self.lines.append(f"    ttnn.neg({after}, memory_config=L1)")
        self.lines.append("except RuntimeError as error:")
        self.lines.append("    print('##failed', type(error).__name__)")
        self.lines.append("large = None")
        self.top.result(f"ttnn.relu({a}, memory_config=L1)", Tensor(self.shape, "L1"))

    def capture(self):
        """A warm-up, the same captured, replays."""
        names = [self.top.base(), self.top.base()]
        body = [f"r1 = ttnn.add({names[0]}, {names[1]}, memory_config=L1)",
                "r2 = ttnn.gelu(r1, memory_config=L1)", "r3 = ttnn.multiply(r2, r1, memory_config=L1)"]
        body = body[:self.rng.randint(1, 3)]
        self.lines += [*body, "number = ttnn.begin_trace_capture(device, cq_id=0)", *body]
        if self.rng.random() < .3 and len(body) > 1:
            self.lines.append("ttnn.deallocate(r1)")
        self.lines.append("ttnn.end_trace_capture(device, number, cq_id=0)")
        for _ in range(self.rng.randint(1, 3)):
            self.lines.append("ttnn.execute_trace(device, number, cq_id=0, blocking=True)")
        if self.rng.random() < .7:
            self.lines.append(f"host = ttnn.from_device(r{len(body)})")
        self.lines.append("ttnn.release_trace(device, number)")


def same(a, b):
    return b is not None and (a.shape, a.place, a.dtype) == (b.shape, b.place, b.dtype)


def program(seed):
    return Program(seed).text


if __name__ == "__main__":
    import sys
    print(program(int(sys.argv[1])), end="")
