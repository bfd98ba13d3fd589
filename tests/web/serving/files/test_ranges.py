"""Parts of a file that a request asks for."""

import pytest

from registry_app.serving.files.ranges import Part, UnsatisfiableRangeError, wanted_part, whole


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", Part(0, 1, 10)),
        ("bytes=2-4", Part(2, 5, 10)),
        ("bytes=2-", Part(2, 10, 10)),
        ("bytes=0-99", Part(0, 10, 10)),
        ("bytes=-3", Part(7, 10, 10)),
        ("bytes=-99", Part(0, 10, 10)),
        ("Bytes= 2 - 4 ", Part(2, 5, 10)),
        (f"bytes=0-{'9' * 18}", Part(0, 10, 10)),
    ],
)
def test_one_part_is_read(header: str, part: Part) -> None:
    assert wanted_part(header, 10) == part


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=4-2",
        "bytes=0-1,4-5",
        "lines=0-1",
        "bytes=a-b",
        "bytes=+1-2",
        "bytes=1.5-2",
        f"bytes={'9' * 19}-",
        "bytes=-0x1",
        "0-5",
    ],
)
def test_anything_else_is_for_the_whole_file(header: str | None) -> None:
    assert wanted_part(header, 10) == whole(10)


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_a_part_without_bytes_is_refused(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        wanted_part(header, size)


def test_a_part_knows_its_header() -> None:
    assert Part(2, 5, 10).content_range == "bytes 2-4/10"
    assert not Part(2, 5, 10).is_all
    assert whole(10).is_all
