"""Forms with files, read as they come."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry_app.web.artifacts.uploads.multipart import (
    TEXT_BYTES,
    DamagedFormError,
    MultipartForm,
)

TYPE = "multipart/form-data; boundary=XX"


def field(name: str, value: bytes, file_name: str | None = None) -> bytes:
    """A part as browsers send it."""
    named = "" if file_name is None else f'; filename="{file_name}"'
    head = f'--XX\r\nContent-Disposition: form-data; name="{name}"{named}\r\n'
    if file_name is not None:
        head += "Content-Type: application/octet-stream\r\n"
    return head.encode() + b"\r\n" + value + b"\r\n"


END = b"--XX--\r\n"
WHOLE = field("token", b"abc") + field("files", b"\r\n--X", "a/b.txt") + field("files", b"", "c")


async def chunked(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def read(body: bytes, size: int = 7) -> list[tuple[str, str | None, bytes]]:
    """Name, file name and content of all parts."""
    form = MultipartForm(chunked(body, size), TYPE)
    return [
        (part.name, part.file_name, b"".join([chunk async for chunk in part.content]))
        async for part in form.parts()
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 50, 10_000])
async def test_parts_come_whole_whatever_the_chunks_are(size: int) -> None:
    assert await read(WHOLE + END, size) == [
        ("token", None, b"abc"),
        ("files", "a/b.txt", b"\r\n--X"),
        ("files", "c", b""),
    ]


async def test_what_nobody_reads_is_skipped() -> None:
    form = MultipartForm(chunked(WHOLE + END, 5), TYPE)

    assert [part.name async for part in form.parts()] == ["token", "files", "files"]


async def test_a_part_is_there_before_the_rest_has_come() -> None:
    come: list[int] = []

    async def slowly() -> AsyncIterator[bytes]:
        for number, chunk in enumerate((field("token", b"abc"), field("f", b"1", "a"), END)):
            come.append(number)
            yield chunk

    parts = MultipartForm(slowly(), TYPE).parts()
    first = await anext(parts)

    assert await first.text() == "abc"
    # The end of a part is known by what comes after it.
    assert come == [0, 1]
    await parts.aclose()  # type: ignore[attr-defined]  # a generator


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("日本 größe.txt", "日本 größe.txt"),
        ("a#?%25.txt", "a#?%25.txt"),
        ("%22quoted%22", '"quoted"'),
        ("C:\\\\dir\\\\a.txt", "a.txt"),
        ("a%0D%0Ab", "a\r\nb"),
    ],
)
async def test_names_are_those_of_the_files(sent: str, name: str) -> None:
    assert [part[1] for part in await read(field("files", b"", sent) + END)] == [name]


async def test_a_field_is_no_longer_than_it_may_be() -> None:
    form = MultipartForm(chunked(field("x", b"1" * (TEXT_BYTES + 1)) + END, 1_000), TYPE)
    part = await anext(form.parts())

    with pytest.raises(DamagedFormError, match="too long"):
        await part.text()


async def test_a_field_that_is_no_text_is_refused() -> None:
    part = await anext(MultipartForm(chunked(field("x", b"\xff") + END, 100), TYPE).parts())

    with pytest.raises(DamagedFormError, match="no text"):
        await part.text()


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary="]
)
def test_another_type_is_refused(content_type: str) -> None:
    with pytest.raises(DamagedFormError, match="multipart/form-data"):
        MultipartForm(chunked(b"", 1), content_type)


def test_a_boundary_that_is_too_long_is_refused() -> None:
    with pytest.raises(DamagedFormError, match="boundary"):
        MultipartForm(chunked(b"", 1), f"multipart/form-data; boundary={'x' * 1_000}")


@pytest.mark.parametrize("end", range(0, len(WHOLE), 9))
async def test_a_body_that_ends_in_the_middle_is_damaged(end: int) -> None:
    with pytest.raises(DamagedFormError):
        await read(WHOLE[:end])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(1, 20))
async def test_a_damaged_body_is_read_or_refused(at: int, byte: int, size: int) -> None:
    damaged = bytearray(WHOLE + END)
    damaged[at] = byte
    try:
        parts = await read(bytes(damaged), size)
    except DamagedFormError:
        return
    assert len(parts) <= 3


async def test_too_many_and_too_long_headers_are_refused() -> None:
    for headers in (b"X: y\r\n" * 50, b"X: " + b"y" * 10_000 + b"\r\n"):
        with pytest.raises(DamagedFormError):
            await read(b"--XX\r\n" + headers + b"\r\nvalue\r\n" + END)
