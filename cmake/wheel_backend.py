"""Makes the wheel with scikit-build-core and names it by the oldest C library that it runs with.

A wheel that needs more than the C library is named for the machine's own Linux, as it was built.
"""
import base64
import csv
import hashlib
import io
import pathlib
import platform
import re
import struct
import zipfile

from scikit_build_core.build import *                   # noqa: F401,F403: the hooks that stay
from scikit_build_core.build import build_wheel as _build_wheel

OF_THE_C_LIBRARY = re.compile(r"(lib(c|m|dl|rt|pthread|gcc_s|l1trace)|ld-linux-[\w-]+)\.so")


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    made = pathlib.Path(wheel_directory) / _build_wheel(wheel_directory, config_settings, metadata_directory)
    with zipfile.ZipFile(made) as wheel:
        programs = [data for data in map(wheel.read, wheel.namelist()) if data[:4] == b"\x7fELF"]
    if not all(OF_THE_C_LIBRARY.match(name) for data in programs for name in needed(data)):
        return made.name
    oldest = max([17] + [int(minor) for data in programs if needed(data)
                         for minor in re.findall(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)", data)])
    return retag(made, f"manylinux_2_{oldest}_{platform.machine()}").name


def needed(data):
    """Names of the shared libraries that an ELF file (64 bits, little-endian) asks for."""
    offset, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    headers = [struct.unpack_from("<IIQQQQ", data, offset + i * size) for i in range(count)]
    entries = [struct.unpack_from("<QQ", data, at) for kind, _, begin, _, _, length in headers if kind == 2
               for at in range(begin, begin + length, 16)]
    strings = [begin + value - address for tag, value in entries if tag == 5
               for kind, _, begin, address, _, length in headers
               if kind == 1 and address <= value < address + length]
    starts = [strings[0] + value for tag, value in entries if tag == 1]
    return [data[start:data.index(b"\0", start)].decode() for start in starts]


def retag(made, platform_tag):
    """The same wheel for another platform: its name, its file WHEEL, and that file's line in RECORD."""
    tag = f"py3-none-{platform_tag}"
    target = made.with_name("-".join(made.name.split("-")[:2]) + f"-{tag}.whl")
    if target == made:
        return made
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w") as new:
        changed = {}
        for member in old.infolist():
            data = old.read(member)
            if member.filename.endswith(".dist-info/WHEEL"):
                data = re.sub(rb"(?m)^Tag: .*$", b"Tag: " + tag.encode(), data)
                digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
                changed[member.filename] = (f"sha256={digest}", len(data))
            elif member.filename.endswith(".dist-info/RECORD"):
                rows = list(csv.reader(io.StringIO(data.decode())))
                text = io.StringIO()
                csv.writer(text, lineterminator="\n").writerows(
                    [row[0], *changed.get(row[0], row[1:])] for row in rows)
                data = text.getvalue().encode()
            new.writestr(member, data)
    made.unlink()
    return target
