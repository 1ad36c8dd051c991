#!/usr/bin/env python3
"""A second decoder of l1trace traces, written from format/FORMAT.md alone.

It shares no code with format/: the tests compare the two. Needs libzstd, nothing else.
    decode.py TRACE     prints one JSON line for each record, in order of (time, thread, seq)
"""
import ctypes
import ctypes.util
import json
import struct
import sys

ZSTD = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
ZSTD.ZSTD_decompress.restype = ctypes.c_size_t
ZSTD.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]

FILE_MAGIC = bytes.fromhex("894c31540d0a1a0a")
SYNC = bytes.fromhex("f74c31420d0a1a0a")
MASK = (1 << 64) - 1


class Damaged(Exception):
    """The bytes do not follow the format."""


def check(data):
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def sound(header):
    return len(header) == 64 and check(header[:60]) == struct.unpack_from("<I", header, 60)[0]


def unzigzag(value):
    return (value >> 1) ^ -(value & 1)


class Bytes:
    """A cursor over the content of a block."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Damaged("content ends early")
        self.at += count
        return self.data[self.at - count:self.at]

    def byte(self):
        return self.take(1)[0]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            if byte < 128:
                if value > MASK:
                    raise Damaged("a varint of more than 64 bits")
                return value
            shift += 7
            if shift > 63:
                raise Damaged("a varint of more than 10 bytes")


def column(content, count):
    coding = content.byte()
    values = Bytes(content.take(content.varint()))
    if coding == 0:
        return [values.varint()] * count
    if coding == 1:
        return [values.varint() for _ in range(count)]
    if coding != 2:
        raise Damaged(f"coding {coding}")
    result, previous = [], 0
    for _ in range(count):
        previous = previous + unzigzag(values.varint()) & MASK
        result.append(previous)
    return result


def times(content, shared, first, version):
    """shared: for each record whether it has the time of the one before."""
    shift, count = content.byte() if version == 2 else 0, shared.count(False)
    low, high = content.take(count), content.take(count)
    rest = Bytes(content.take(struct.unpack("<I", content.take(4))[0]))
    result, previous, i = [], first, 0
    for same in shared:
        if not same:
            top = high[i] if high[i] < 255 else 255 + rest.varint()
            previous += unzigzag(top << 8 | low[i]) << shift
            i += 1
        result.append(previous)
    return result


def add_up_words(uses):
    """Words of version 2 are differences to those of the last record in the same place."""
    places = {}
    for record in uses:
        blob = record["blob"]
        words = list(struct.unpack_from(f"<{min(len(blob) // 4, 64)}I", blob))
        place = record["fields"][1] % 256 if len(record["fields"]) > 1 else 255
        for i, last in enumerate(places.get(place, [])[:len(words)]):
            words[i] = words[i] + last & 0xFFFFFFFF
        places[place] = words
        record["blob"] = struct.pack(f"<{len(words)}I", *words) + blob[4 * len(words):]


def block_records(raw, count, first, version):
    """The records of one block's content, as dictionaries."""
    content = Bytes(raw)
    records = []
    for _ in range(content.varint()):
        _ring, thread, run, seq, _end = (content.varint() for _ in range(5))
        records += [{"thread": thread, "seq": seq + i} for i in range(run)]
    if len(records) != count:
        raise Damaged("runs do not add up")
    kinds, top = content.take(count), 128 if version == 2 else 256
    when = times(content, [kind >= top for kind in kinds], first, version)
    kinds = [kind % top for kind in kinds]
    for record, kind, time in zip(records, kinds, when):
        record.update(kind=kind, time_ns=time, fields=[], blob=b"")
    for kind in sorted(set(kinds)):
        members = [r for r in records if r["kind"] == kind]
        if content.byte() != kind:
            raise Damaged("kinds out of order")
        fields, has_blob = content.byte(), content.byte()
        for _ in range(fields):
            for record, value in zip(members, column(content, len(members))):
                record["fields"].append(value)
        if has_blob:
            for record, length in zip(members, column(content, len(members))):
                record["blob"] = length
            for record in members:
                record["blob"] = content.take(record["blob"])
            if kind == 31 and version == 2:
                add_up_words(members)
    if content.at != len(raw):
        raise Damaged("bytes left over")
    for record in records:
        record["blob"] = record["blob"].hex()
    return records


def blocks(data):
    """Yields (mark, records) of each sound block of a file."""
    header, session, at, expected = data[:64], None, 0, 0
    if sound(header) and header[:8] == FILE_MAGIC:
        version, _size, session = struct.unpack_from("<IIQ", header, 8)
        if version > 2:
            raise SystemExit(f"format version {version}: this decoder reads 1 and 2")
        at = 64
    while at >= 0:
        at = data.find(SYNC, at)
        if at < 0:
            break
        header = data[at:at + 64]
        at += 1
        if not sound(header):
            continue
        frame, raw, number, its_session, first, _last, mark, count = struct.unpack_from(
            "<IIQQqqqI", header, 8)
        version, count = 1 + (count >> 31), count & 0x7FFFFFFF
        if raw > 16 << 20 or count > 65536 or session not in (None, its_session):
            continue
        target = ctypes.create_string_buffer(raw + 1)
        body = data[at + 63:at + 63 + frame]
        if len(body) < frame or ZSTD.ZSTD_decompress(target, raw, body, frame) != raw:
            continue
        try:
            records = block_records(target.raw[:raw], count, first, version)
        except Damaged:
            continue
        at += 63 + frame
        session = its_session
        if number >= expected:
            expected = number + 1
            yield mark, records


def read(path):
    """All records of a trace (not of its live file), in order."""
    with open(path, "rb") as file:
        data = file.read()
    records = [r for _mark, block in blocks(data) for r in block]
    return sorted(records, key=lambda r: (r["time_ns"], r["thread"], r["seq"]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: decode.py TRACE")
    for one in read(sys.argv[1]):
        print(json.dumps(one))
