"""Files that are not what they say, or far more than they look. For the tests of uploads."""

import io
import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG that claims to be so large; `data` is what its pixels unpack from."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """A JPEG of a few hundred bytes whose frame claims to be so large."""
    small = drawn("JPEG")
    at = small.index(b"\xff\xc0")
    return small[: at + 5] + struct.pack(">HH", height, width) + small[at + 9 :]


def webp(width: int, height: int) -> bytes:
    """A WebP whose canvas claims to be so large."""
    canvas = b"\x00\x00\x00\x00" + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + canvas + drawn("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def drawn(form: str, size: tuple[int, int] = (8, 8)) -> bytes:
    """A small picture in that format."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()


def moving(form: str, frames: int, size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture that moves."""
    out, first = BytesIO(), Image.new("RGB", size)
    rest = [Image.new("RGB", size, (n % 256, n // 256, 7)) for n in range(1, frames)]
    first.save(out, form, save_all=True, append_images=rest)
    return out.getvalue()


def workbook(**parts: bytes) -> bytes:
    """A zip archive that calls itself a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def lying_workbook(unpacked: int) -> bytes:
    """A zip archive of one part that claims to unpack to a kilobyte, and unpacks to so many."""
    honest = bytearray(workbook(xl__workbook=b"\0" * unpacked))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = honest.index(mark) + at
        honest[where : where + 4] = struct.pack("<I", 1024)
    return bytes(honest)
