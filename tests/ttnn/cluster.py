"""The description of a cluster of many chips for the runtime: trays of 2 x 4 chips, one or four of
them.

    cluster.py ROWS COLUMNS > FILE.yaml         2 4 or 4 8

Four links join a chip to each neighbour. Trays mirror each other: channels depend on whether a link
leads towards the middle of the whole or away from it.
Must not know: who reads it, what is run on it.
"""
import sys

AWAY = {"row": 0, "column": 4}                  # first of four channels
TOWARDS = {"row": 12, "column": 8}
BUSES = {(0, 0): 0xc0, (0, 1): 0x40, (1, 0): 0x00, (1, 1): 0x80}        # of a tray


def is_first(place, middle):
    """Whether it is above the middle, or left of it."""
    return place < middle


def links(rows, columns):
    """(chip, its channel, the next one, its channel)"""
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            for way, place, count, step in (("column", column, columns, 1),
                                            ("row", row, rows, columns)):
                middle = 4 if way == "column" else 2
                if place + 1 < count:
                    ours = (TOWARDS if place < middle else AWAY)[way]
                    theirs = (AWAY if place + 1 < middle else TOWARDS)[way]
                    for i in range(4):
                        yield here, ours + i, here + step, theirs + i


def bus(row, column):
    """The tray, and the place in the tray, counted from its corner inwards."""
    across = column if column < 4 else 7 - column
    down = row if row < 2 else 3 - row
    return BUSES[row // 2, column // 4] + 4 * down + across + 1


def descriptor(rows, columns):
    chips = range(rows * columns)
    whole = ("{noc_translation: true, harvest_mask: 0, dram_harvesting_mask: 0, "
             "eth_harvesting_mask: 0, pcie_harvesting_mask: 0}")
    lines = ["arch:", *(f"  {chip}: wormhole_b0" for chip in chips), "chips: {}",
             "chip_unique_ids:", *(f"  {chip}: {0x10000 + chip}" for chip in chips),
             "ethernet_connections:", *(
                 f"  - [{{chip: {a}, chan: {of_a}}}, {{chip: {b}, chan: {of_b}}}]"
                 for a, of_a, b, of_b in links(rows, columns)),
             "ethernet_connections_to_remote_devices: []",
             "chips_with_mmio:", *(f"  - {chip}: {chip}" for chip in chips),
             "harvesting:", *(f"  {chip}: {whole}" for chip in chips),
             "chip_to_bus_id:", *(f"  {chip}: '{bus(*divmod(chip, columns)):#06x}'"
                                  for chip in chips),
             "boards:", f"  - [{{board_id: {0x35 << 36}}}, {{board_type: ubb}}, "
             f"{{chips: [{', '.join(map(str, chips))}]}}]"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(descriptor(*map(int, sys.argv[1:])))
