"""Chunks: each point comes back, damage is noticed, and the documentation tells the truth."""

import math
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.points.chunk import CHUNK_POINTS, COMPRESSED_POINTS, decode, encode
from mldb.points.columns import Points
from tests.mldb.points.rows import HIGHEST, LOWEST, POINTS, QUICK, Row, same

DOCUMENT = (Path(__file__).parents[3] / "docs" / "metric-chunks.md").read_text()
WALK = [(step, 1_700_000_000_000 + 50 * step, math.sin(step)) for step in range(CHUNK_POINTS)]


@pytest.fixture(scope="module")
def decoded() -> Callable[[bytes], list[Row]]:
    """The decoder that the documentation shows."""
    code = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert code is not None
    names: dict[str, Callable[[bytes], list[Row]]] = {}
    exec(code[1], names)  # noqa: S102  # our own documentation
    return names["decoded"]


def sealed(chunk: bytes) -> bytes:
    """A chunk with its checksum."""
    return chunk + zlib.crc32(chunk).to_bytes(4, "little")


def compressed(body: bytes) -> bytes:
    return zlib.compress(body, wbits=-15)


@QUICK
@given(POINTS)
def test_every_point_comes_back(points: Points) -> None:
    assert decode(encode(points)) == points


@QUICK
@given(st.lists(st.floats(), min_size=COMPRESSED_POINTS, max_size=COMPRESSED_POINTS * 4))
def test_every_value_comes_back(values: list[float]) -> None:
    points = Points.of((step, 0, value) for step, value in enumerate(values))

    assert decode(encode(points)) == points


@pytest.mark.parametrize(
    ("rows", "form"),
    [
        ([], 0x10),
        ([(LOWEST, HIGHEST, 1.0)], 0x10),
        (WALK[: COMPRESSED_POINTS - 1], 0x10),
        (WALK[:COMPRESSED_POINTS], 0x11),
        (WALK, 0x11),
        ([(LOWEST, 0, 1.0), (-1, 0, 1.0)], 0x10),
        ([(LOWEST, 0, 1.0), (0, 0, 1.0)], 0x12),
        ([(LOWEST, 0, 1.0), (HIGHEST, 0, 1.0)], 0x12),
        ([(0, HIGHEST, 1.0), (1, LOWEST, 1.0)], 0x12),
        ([*WALK[:-1], (HIGHEST, LOWEST, 1.0)], 0x13),
    ],
)
def test_the_first_byte_is_the_form(
    rows: list[Row], form: int, decoded: Callable[[bytes], list[Row]]
) -> None:
    chunk = encode(Points.of(rows))

    assert chunk[0] == form
    assert list(decode(chunk)) == rows
    assert decoded(chunk) == rows


@QUICK
@given(points=POINTS)
def test_the_documented_decoder_decodes(
    points: Points, decoded: Callable[[bytes], list[Row]]
) -> None:
    assert same(points, decoded(encode(points)))


def test_the_documented_decoder_has_ten_lines() -> None:
    code = re.search(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    assert code is not None
    body = code[1].rstrip().split(" -> list[tuple[int, int, float]]:\n")[1]

    assert len(body.splitlines()) == 10


def test_the_documented_example_is_a_chunk() -> None:
    example = re.search(r"```\n(10\n.*?)```", DOCUMENT, re.DOTALL)
    assert example is not None
    points = Points.of([(1, 1_000, 0.5), (2, 1_250, -2.0)])

    assert encode(points) == bytes.fromhex(example[1])
    assert decode(bytes.fromhex(example[1])) == points


def test_chunks_of_histories_are_small() -> None:
    random = Random(1)  # noqa: S311  # no secret
    value, rows = 1.0, []
    for step in range(CHUNK_POINTS):
        value += random.gauss(0, 0.01)
        rows.append((step, 1_700_000_000_000 + 50 * step + random.randrange(10), value))

    assert len(encode(Points.of(rows))) < 9 * CHUNK_POINTS
    assert len(encode(Points.of((step, 0, 1.0) for step in range(CHUNK_POINTS)))) < CHUNK_POINTS


def test_more_points_than_a_chunk_holds_are_refused() -> None:
    points = Points.of((step, 0, 1.0) for step in range(CHUNK_POINTS + 1))

    with pytest.raises(ValueError, match="at most 512 points, not 513"):
        encode(points)


@pytest.mark.parametrize("count", [1, COMPRESSED_POINTS])
def test_every_damaged_byte_is_noticed(count: int) -> None:
    chunk = encode(Points.of(WALK[:count]))
    for index in range(len(chunk)):
        damaged = bytearray(chunk)
        damaged[index] ^= 0x10

        with pytest.raises(ValueError, match="damaged"):
            decode(bytes(damaged))


@pytest.mark.parametrize("count", [1, COMPRESSED_POINTS])
def test_missing_and_further_bytes_are_noticed(count: int) -> None:
    chunk = encode(Points.of(WALK[:count]))
    for damaged in (
        *(chunk[:length] for length in range(len(chunk))),
        chunk + b"\0",
        b"\0" + chunk,
    ):
        with pytest.raises(ValueError, match="damaged"):
            decode(damaged)


@QUICK
@given(st.binary(max_size=60), st.sampled_from([0x10, 0x11, 0x12, 0x13, 0x14]))
def test_bytes_are_points_in_order_or_refused(data: bytes, form: int) -> None:
    try:
        points = decode(sealed(bytes([form]) + data))
    except ValueError as error:
        message = str(error)
    else:
        message = "The chunk of points is fine" if points.is_sorted() else ""

    assert message.startswith("The chunk of points ")


@pytest.mark.parametrize("form", [0x00, 0x01, 0x0F, 0x14, 0x20, 0xFF])
def test_an_unknown_form_is_refused(form: int) -> None:
    chunk = sealed(bytes([form]) + encode(Points.of(WALK[:1]))[1:-4])

    with pytest.raises(ValueError, match=f"has the form 0x{form:02x}, which is unknown"):
        decode(chunk)


@pytest.mark.parametrize("data", [b"", bytes(4)])
def test_no_bytes_are_no_chunk(data: bytes) -> None:
    with pytest.raises(ValueError, match="The chunk of points"):
        decode(data)


@pytest.mark.parametrize(
    ("chunk", "message"),
    [
        (b"\x10" + bytes(23), "23 bytes can't be points"),
        (b"\x10" + bytes(24 * (CHUNK_POINTS + 1)), "12312 bytes can't be points"),
        (b"\x10" + bytes(48), "not in order"),
        (b"\x11" + bytes([255]) * 20, "can't be decompressed"),
        (b"\x11" + compressed(bytes(range(240)))[:-1], "has no end"),
        (b"\x11" + compressed(bytes(24 * (CHUNK_POINTS + 1))), "too many points"),
        (b"\x11" + compressed(bytes(10_000_000)), "too many points"),
        # Two differences of 2^63-1 are a step of 2^64-2.
        (
            b"\x10"
            + b"".join(
                struct.pack("<2q2q2d", HIGHEST, HIGHEST, 0, 0, 0, 0)[i::8] for i in range(8)
            ),
            "a step or time is too large",
        ),
    ],
    ids=["length", "number", "doubles", "compression", "end", "size", "bomb", "overflow"],
)
def test_a_wrong_chunk_with_a_right_checksum_is_refused(chunk: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decode(sealed(chunk))
