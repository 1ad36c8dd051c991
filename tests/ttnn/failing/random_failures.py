"""Makes many failures, each after another random mixture of buffers: some are out of memory, some
are clashes of a program with buffers, sometimes with its own output.

    random_failures.py SEED ROUNDS [TRIALS]

TRIALS: a JSON file with, for the number of a round, a list of actions before its attempt, each
after the same mixture was made again: {"free": [addresses]}, {"move": address}, {"dram": true} (its
output goes there), {"deallocate": true} (conv2d's deallocate_activation), {"clear": true} (the
program cache). Prints a line of JSON for each attempt.
"""
import json
import random
import sys

import ttnn


TILE_BYTES = 2048
UNITS = 640                     # the unit of sizes; how many of them are in a bank of L1 or DRAM
KINDS = ("L1", "L1", "PROGRAM", "PROGRAM", "OUTPUT", "OUTPUT", "CONV", "CONV", "OPS", "OPS", "OPS",
         "DRAM", "L1_SMALL")


def tensor(device, tiles_per_bank, kind):
    """On all banks; of L1_SMALL on one core."""
    if kind == "L1_SMALL":
        shape, config = (1, 1, 32 * tiles_per_bank, 32), ttnn.MemoryConfig(
            ttnn.TensorMemoryLayout.HEIGHT_SHARDED, ttnn.BufferType.L1_SMALL,
            ttnn.ShardSpec(ttnn.CoreRangeSet({ttnn.CoreRange(*2 * [ttnn.CoreCoord(0, 0)])}),
                           (32 * tiles_per_bank, 32), ttnn.ShardOrientation.ROW_MAJOR))
    else:
        banks = view(device, kind).num_banks
        shape = (1, 1, 32 * tiles_per_bank * banks, 32)
        config = ttnn.L1_MEMORY_CONFIG if kind == "L1" else ttnn.DRAM_MEMORY_CONFIG
    return ttnn.empty(shape, ttnn.bfloat16, ttnn.TILE_LAYOUT, device, config)


def view(device, kind):
    return ttnn.get_memory_view(device, getattr(ttnn.BufferType, kind))


def unit(device, kind):
    """A tensor of ones, in tiles."""
    return view(device, "DRAM").total_bytes_per_bank // TILE_BYTES // UNITS if kind == "DRAM" else 1


def fill(device, rng, kind, free_units):
    """Buffers of random sizes that leave about this many units of a bank free, then random frees."""
    held, one = [], unit(device, kind)
    most = 9 if kind == "L1_SMALL" else 96
    while True:
        free = view(device, kind).largest_contiguous_bytes_free_per_bank
        room = free // TILE_BYTES // one - free_units
        if room < 1 or len(held) > 60:
            break
        tiles = min(room, rng.randint(1, most))
        if tiles > most // 2:           # on a line of their own
            held.append(tensor(device, tiles * one, kind))
        else:
            held.append(tensor(device, tiles * one, kind))
    gone = set(rng.sample(range(len(held)), rng.randint(0, len(held) * 2 // 3)))
    for n in gone:
        ttnn.deallocate(held[n])
    return [one for n, one in enumerate(held) if n not in gone]


# of two squares, with the memory of the result: one program or several, and what lies between them
OPS = (
    lambda a, b, to: ttnn.add(a, b, memory_config=to),
    lambda a, b, to: ttnn.matmul(a, b, memory_config=to),
    lambda a, b, to: ttnn.layer_norm(a, memory_config=to),
    lambda a, b, to: ttnn.transpose(a, -2, -1, memory_config=to),
    lambda a, b, to: ttnn.concat([a, b], dim=-1, memory_config=to),
    lambda a, b, to: ttnn.addcmul(a, a, b, value=2.0, memory_config=to),
    lambda a, b, to: ttnn.gelu(ttnn.add(a, b, memory_config=to), memory_config=to),
    lambda a, b, to: ttnn.sum(a, dim=-1, memory_config=to),
    lambda a, b, to: ttnn.permute(a, (0, 2, 1, 3), memory_config=to),
    lambda a, b, to: ttnn.hypot(a, b, memory_config=to),
)


class Attempt:
    """What may not fit: an allocation, an op whose program is large, a conv2d of several programs."""

    def __init__(self, device, rng, kind):
        self.device, self.rng, self.kind, self.inputs = device, rng, kind, []
        if kind == "CONV":
            self.batch, self.channels = rng.randint(3, 7), rng.choice((64, 128))
            self.height, self.width = rng.choice((40, 58, 76)), rng.choice((58, 76, 100))
            size = self.batch * self.height * self.width
            source = ttnn.empty((1, 1, size, self.channels), ttnn.bfloat16, ttnn.TILE_LAYOUT, device,
                                ttnn.L1_MEMORY_CONFIG)
            self.inputs.append(source)
            self.weight = ttnn.zeros((self.channels, self.channels, 3, 3), dtype=ttnn.bfloat16)
        elif kind == "OPS":
            self.op = rng.choice(OPS)
            side, place = 32 * rng.randint(20, 80), rng.choice(("L1", "DRAM"))
            for _ in range(2):
                self.inputs.append(ttnn.empty((1, 1, side, side), ttnn.bfloat16, ttnn.TILE_LAYOUT,
                                              device, getattr(ttnn, place + "_MEMORY_CONFIG")))

    def prepare(self):
        """What else the attempt needs, after the mixture was made."""
        if self.kind in ("PROGRAM", "OUTPUT"):
            width = 32 * self.rng.randint(*(100, 500) if self.kind == "PROGRAM" else (20, 200))
            rows = 64 if self.kind == "PROGRAM" else self.rng.choice((512, 2048, 4096))
            self.inputs.append(ttnn.zeros((1, 1, rows, width), dtype=ttnn.bfloat16,
                                          layout=ttnn.TILE_LAYOUT, device=self.device))
        elif self.kind not in ("CONV", "OPS"):
            tiles = self.rng.randint(2, 30) if self.kind == "L1_SMALL" else self.rng.randint(8, 500)
            self.tiles = tiles * unit(self.device, self.kind)

    def run(self, trial):
        if self.kind == "PROGRAM":
            return ttnn.softmax(self.inputs[0], dim=-1)
        if self.kind == "OUTPUT":
            config = ttnn.DRAM_MEMORY_CONFIG if "dram" in trial else ttnn.L1_MEMORY_CONFIG
            return ttnn.softmax(self.inputs[0], dim=-1, memory_config=config)
        if self.kind == "OPS":
            return self.op(*self.inputs, ttnn.DRAM_MEMORY_CONFIG if "dram" in trial
                           else ttnn.L1_MEMORY_CONFIG)
        if self.kind == "CONV":
            config = ttnn.Conv2dConfig(weights_dtype=ttnn.bfloat16,
                                       shard_layout=ttnn.TensorMemoryLayout.HEIGHT_SHARDED,
                                       deallocate_activation="deallocate" in trial)
            more = {"slice_config": ttnn.Conv2dL1FullSliceConfig} if \
                hasattr(ttnn, "Conv2dL1FullSliceConfig") else {}
            return ttnn.conv2d(
                input_tensor=self.inputs[0], weight_tensor=self.weight, device=self.device,
                in_channels=self.channels, out_channels=self.channels, batch_size=self.batch,
                input_height=self.height, input_width=self.width, kernel_size=(3, 3), stride=(1, 1),
                padding=(1, 1), dilation=(1, 1), groups=1, conv_config=config, **more)
        return tensor(self.device, self.tiles, "DRAM" if "dram" in trial else self.kind)


def change(device, held, trial):
    """Does what the trial says; returns what is held then, and the addresses of what it found."""
    kept, found, moved = [], [], {}
    for one in held:
        address = one.buffer_address()
        if address in trial.get("free", ()):
            found.append(address)
            ttnn.deallocate(one)
        elif address in trial.get("move", ()):
            found.append(address)
            moved[address] = one
        else:
            kept.append(one)
    kept += [ttnn.reallocate(moved[address]) for address in trial.get("move", ()) if address in moved]
    if "clear" in trial:
        device.clear_program_cache()
    return kept, found


def situation(device, seed, n, trial):
    """Makes the n-th mixture and its attempt; returns the description of both."""
    rng = random.Random(seed * 1000 + n)
    kind = rng.choice(KINDS)
    attempt = Attempt(device, rng, kind)
    free_units = rng.randint(0, {"L1_SMALL": 9, "CONV": 600, "OPS": 120}.get(kind, 200))
    if kind == "CONV" and rng.random() < 0.6:
        free_units = 2 * UNITS          # nothing but its input
    held = fill(device, rng, kind if kind in ("DRAM", "L1_SMALL") else "L1", free_units)
    said = {"attempt": n, "kind": kind, "trial": trial, "text": None,
            "inputs": [one.buffer_address() for one in attempt.inputs],
            "held": [one.buffer_address() for one in held]}
    try:
        attempt.prepare()
        held, said["found"] = change(device, held, trial)
    except RuntimeError as error:
        said["spoiled"] = str(error)
    else:
        try:
            result = attempt.run(trial)
            ttnn.deallocate(result[0] if isinstance(result, (tuple, list)) else result)
        except RuntimeError as error:
            said["text"] = str(error)
    for one in held + attempt.inputs:
        if one.is_allocated():
            ttnn.deallocate(one)
    device.clear_program_cache()        # kept only here: the next mixture is the same in every run
    return said


def main():
    seed, rounds = int(sys.argv[1]), int(sys.argv[2])
    trials = json.load(open(sys.argv[3])) if len(sys.argv) > 3 else {}
    device = ttnn.open_device(device_id=0, l1_small_size=32 * TILE_BYTES)
    for n in range(rounds):
        for trial in trials.get(str(n), ()) if len(sys.argv) > 3 else ({},):
            print(json.dumps(situation(device, seed, n, trial)), flush=True)
    ttnn.close_device(device)


main()
