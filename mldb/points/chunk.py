"""Points as few bytes; docs/metric-chunks.md describes the format."""

import struct
import zlib
from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from mldb.points.columns import Points
from mldb.points.differences import differences, words_of

CHUNK_POINTS: Final = 512
"""Most points of a chunk."""
COMPRESSED_POINTS: Final = 16
"""Fewest points that are compressed."""

# The first byte is a version and two bits.
_VERSION: Final = 0x10
_COMPRESSED: Final = 0x01
_WITHOUT_DIFFERENCES: Final = 0x02
_FORMS: Final = range(_VERSION, _VERSION + 4)

_POINT_BYTES: Final = 24
_CHECKSUM_BYTES: Final = 4
_RAW_DEFLATE: Final = -zlib.MAX_WBITS


def encode(points: Points) -> bytes:
    """A chunk of these points.

    Raises:
        ValueError: there are more than 512 points.
    """
    count = len(points)
    if count > CHUNK_POINTS:
        raise ValueError(f"A chunk holds at most {CHUNK_POINTS} points, not {count:,}.")
    form = _VERSION
    steps, times_ms = differences(points.steps), differences(points.times_ms)
    if steps is None or times_ms is None:
        form |= _WITHOUT_DIFFERENCES
        steps, times_ms = words_of(points.steps), words_of(points.times_ms)
    words = steps + times_ms + words_of(points.values)
    body = b"".join([words[weight::8] for weight in range(8)])
    if count >= COMPRESSED_POINTS:
        form |= _COMPRESSED
        body = _compressed(body)
    chunk = bytes([form]) + body
    return chunk + _checksum(chunk)


def decode(data: bytes) -> Points:
    """The points of a chunk.

    Raises:
        ValueError: the chunk is damaged, or of a form that this version doesn't know.
    """
    form, body = _opened(data)
    count, rest = divmod(len(body), _POINT_BYTES)
    if rest or count > CHUNK_POINTS:
        raise ValueError(f"The chunk of points is damaged: {len(body)} bytes can't be points.")
    words = bytearray(len(body))
    for weight in range(8):
        words[weight::8] = body[weight * 3 * count : (weight + 1) * 3 * count]
    columns = struct.unpack(_layout(count), words)
    steps: Iterable[int] = columns[:count]
    times_ms: Iterable[int] = columns[count : 2 * count]
    if not form & _WITHOUT_DIFFERENCES:
        steps, times_ms = accumulate(steps), accumulate(times_ms)
    try:
        points = Points(array("q", steps), array("q", times_ms), array("d", columns[2 * count :]))
    except OverflowError as error:
        raise ValueError("The chunk of points is damaged: a step or time is too large.") from error
    if not points.is_sorted():
        raise ValueError("The chunk of points is damaged: its points are not in order.")
    return points


def _opened(data: bytes) -> tuple[int, bytes]:
    """Form and decompressed body of a chunk, after a look at the checksum."""
    if data[-_CHECKSUM_BYTES:] != _checksum(data[:-_CHECKSUM_BYTES]):
        raise ValueError("The chunk of points is damaged: its checksum doesn't match.")
    form, body = data[0], data[1:-_CHECKSUM_BYTES]
    if form not in _FORMS:
        raise ValueError(f"The chunk of points has the form {form:#04x}, which is unknown.")
    return form, _decompressed(body) if form & _COMPRESSED else body


def _layout(count: int) -> str:
    """The columns of so many points for `struct`: steps, times, values, all little-endian."""
    return f"<{count}q{count}q{count}d"


def _checksum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_CHECKSUM_BYTES, "little")


def _compressed(body: bytes) -> bytes:
    # With room for the largest body, and no more: to clear the usual 256 KB takes as long as to
    # compress.
    compressor = zlib.compressobj(level=1, wbits=-14, memLevel=6)
    return compressor.compress(body) + compressor.flush()


def _decompressed(body: bytes) -> bytes:
    """The body, which must not be larger than a chunk can be."""
    decompressor = zlib.decompressobj(_RAW_DEFLATE)
    try:
        decompressed = decompressor.decompress(body, CHUNK_POINTS * _POINT_BYTES + 1)
    except zlib.error as error:
        raise ValueError("The chunk of points is damaged: it can't be decompressed.") from error
    if not decompressor.eof:
        raise ValueError("The chunk of points is damaged: it has no end, or too many points.")
    return decompressed
