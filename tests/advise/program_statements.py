"""Statements of random programs: one line each, over names of tensors whose shape and place are known.

Must not know: what a program is made of.
"""
EMPTY = "ttnn.empty({shape}, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, {place})"
ONES = ("ttnn.ones({shape}, dtype=ttnn.bfloat16, layout=ttnn.TILE_LAYOUT, device=device, "
        "memory_config={place})")
UNARY = ("gelu", "relu", "exp", "neg", "sqrt", "silu", "clone")
BINARY = ("add", "multiply", "subtract")
COMPOSITE = ("hypot({0}, {1}, memory_config={place})",
             "addcmul({0}, {0}, {1}, value=2.0, memory_config={place})",
             "gelu(ttnn.add({0}, {1}, memory_config=L1), memory_config={place})")
ASKING = ("layer_norm({0}, memory_config={place})", "rms_norm({0}, memory_config={place})",
          "matmul({0}, {1}, memory_config={place})", "softmax({0}, dim=-1, memory_config={place})")


class Tensor:
    """What a name of the program stands for. Names of one memory have one group."""

    def __init__(self, shape, place, dtype="bfloat16", group=None):
        self.shape, self.place, self.dtype = shape, place, dtype
        self.group = group or [None]

    def like(self, **changed):
        return Tensor(**{"shape": self.shape, "place": self.place, "dtype": self.dtype, **changed})


class Block:
    """Lines of one indentation, and the names that they may use."""

    def __init__(self, program, names, depth):
        self.program, self.rng, self.names, self.depth = program, program.rng, dict(names), depth

    def say(self, line):
        self.program.lines.append("    " * self.depth + line)

    def inner(self, line, names=None):
        self.say(line)
        return Block(self.program, self.names if names is None else names, self.depth + 1)

    def some(self, **wanted):
        """A name of a tensor like that, or None."""
        fitting = [n for n, t in sorted(self.names.items())
                   if all(getattr(t, k) == v for k, v in wanted.items())]
        return self.rng.choice(fitting) if fitting else None

    def new_name(self):
        self.program.count += 1
        return f"t{self.program.count}"

    def result(self, text, tensor, rebind=None):
        name = rebind or self.new_name()
        self.say(f"{name} = {text}")
        self.names[name] = tensor
        return name

    def place(self):
        return self.rng.choices(("L1", "DRAM", "HIGH", "BLOCK"), (8, 2, 1, 1))[0]

    def base(self):
        """A whole interleaved tensor; makes one where there is none."""
        name = self.some(shape=self.program.shape, dtype="bfloat16", place="L1")
        return name if name and self.rng.random() < .9 else self.make()

    # one statement each

    def make(self):
        place = self.rng.choice(("L1", "L1", "L1", "DRAM"))
        text = self.rng.choice((EMPTY, EMPTY, ONES)).format(shape=list(self.program.shape), place=place)
        name = self.result(text, Tensor(self.program.shape, place))
        return name if place == "L1" else self.result(
            f"ttnn.to_memory_config({name}, L1)", Tensor(self.program.shape, "L1"))

    def unary(self):
        name = self.some()
        if not name:
            return self.make()
        t = self.names[name]
        op = self.rng.choice(UNARY)
        if t.shape != self.program.shape:
            place = t.place if t.place in ("HIGH", "BLOCK") else self.rng.choice(("L1", "DRAM"))
        elif t.place in ("HIGH", "BLOCK"):
            place = t.place
        else:
            place = self.rng.choice(("L1", "L1", "L1", "DRAM"))
        rebind = name if self.rng.random() < .4 else None
        return self.result(f"ttnn.{op}({name}, memory_config={place})", t.like(place=place), rebind)

    def binary(self):
        a = self.base()
        b = self.some(shape=self.program.shape, dtype="bfloat16", place="L1") or a
        place = self.rng.choice(("L1", "L1", "L1", "DRAM"))
        return self.result(f"ttnn.{self.rng.choice(BINARY)}({a}, {b}, memory_config={place})",
                           Tensor(self.program.shape, place), a if self.rng.random() < .3 else None)

    def template(self, templates):
        a = self.base()
        b = self.some(shape=self.program.shape, dtype="bfloat16", place="L1") or a
        place = self.rng.choice(("L1", "L1", "DRAM"))
        text = self.rng.choice(templates).format(a, b, place=place)
        return self.result("ttnn." + text, Tensor(self.program.shape, place))

    def composite(self):
        return self.template(COMPOSITE)

    def asking(self):
        return self.template(ASKING) if self.program.asks else self.unary()

    def matmul(self):
        a, b = self.base(), self.base()
        rows, columns = (n // 32 // 4 for n in self.program.shape[2:])
        config = ("ttnn.MatmulMultiCoreReuseMultiCastProgramConfig("
                  "compute_with_storage_grid_size=(4, 4), in0_block_w=2, out_subblock_h=1, "
                  f"out_subblock_w=1, per_core_M={rows}, per_core_N={columns}, transpose_mcast=False, "
                  "fused_activation=None)")
        return self.result(f"ttnn.matmul({a}, {b}, memory_config=L1, program_config={config})",
                           Tensor(self.program.shape, "L1"))

    def move(self):
        name = self.some(shape=self.program.shape)
        if not name:
            return self.make()
        t, place = self.names[name], self.place()
        if t.dtype != "bfloat16" or place == t.place or {place, t.place} == {"HIGH", "BLOCK"}:
            place = "DRAM" if t.place == "L1" else "L1"
        group = t.group if place == t.place else None
        return self.result(f"ttnn.to_memory_config({name}, {place})", t.like(place=place, group=group),
                           name if self.rng.random() < .4 else None)

    def typecast(self):
        name = self.base()
        return self.result(f"ttnn.typecast({name}, ttnn.bfloat8_b, memory_config=L1)",
                           self.names[name].like(dtype="bfloat8_b"))

    def view(self):
        name, shape = self.base(), self.program.shape
        other = (1, shape[2] // 64, 64, shape[3])
        v = self.result(f"ttnn.reshape({name}, {other})",
                        self.names[name].like(shape=other, group=self.names[name].group))
        return self.result(f"ttnn.relu({v}, memory_config=L1)", self.names[v].like())

    def part(self):
        name, shape = self.base(), self.program.shape
        half = (1, 1, shape[2] // 2, shape[3])
        return self.result(f"ttnn.slice({name}, [0, 0, 0, 0], {list(half)}, memory_config=L1)",
                           Tensor(half, "L1"))

    def concat(self):
        names = [n for n, t in sorted(self.names.items())
                 if t.place == "L1" and t.dtype == "bfloat16" and t.shape == self.program.shape][:3]
        if len(names) < 2:
            return self.make()
        shape = self.program.shape
        return self.result(f"ttnn.concat([{', '.join(names)}], dim=2, memory_config=L1)",
                           Tensor((1, 1, shape[2] * len(names), shape[3]), "L1"))

    def reduce(self):
        name, shape = self.base(), self.program.shape
        return self.result(f"ttnn.sum({name}, dim=-1, memory_config=L1)",
                           Tensor((1, 1, shape[2], 1), "L1"))

    def in_place(self):
        a, b = self.base(), self.base()
        if self.rng.random() < .5:
            self.say(f"ttnn.add_({a}, {b})")
        else:
            self.say(f"ttnn.gelu({a}, output_tensor={b})")
        return a

    def read(self):
        name = self.some()
        if name:
            self.say(self.rng.choice((
                "ttnn.from_device({0})", "{0}.cpu()", "host = ttnn.from_device({0})")).format(name))
        return name

    def reallocate(self):
        name = self.base()
        return self.result(f"ttnn.reallocate({name})", self.names[name].like(), name) if \
            self.alone(name) and name not in self.program.shared else self.unary()

    def alone(self, name):
        return not any(t.group is self.names[name].group for n, t in self.names.items() if n != name)

    def free(self):
        name = self.some()
        if not name or name in self.program.shared:
            return self.make()
        group = self.names[name].group
        if self.rng.random() < .5:
            self.say(f"del {name}")
            del self.names[name]
        else:
            self.say(f"ttnn.deallocate({name})")
            self.names = {n: t for n, t in self.names.items() if t.group is not group}
        return None

    STATEMENTS = {make: 2, unary: 7, binary: 4, composite: 1, asking: 2, matmul: 1, move: 3, typecast: 1,
                  view: 1, part: 1, concat: 1, reduce: 1, in_place: 1, read: 1, reallocate: .5, free: 3}

    def statements(self, count, without=()):
        chosen = {s: w for s, w in self.STATEMENTS.items() if s.__name__ not in without}
        for _ in range(count):
            self.rng.choices(list(chosen), list(chosen.values()))[0](self)
