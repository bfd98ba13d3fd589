"""Tables as files: CSV that no spreadsheet takes for formulas, and JSON, written row by row."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from math import isfinite, isnan
from typing import Any, Final

from django.http import Http404, HttpRequest, StreamingHttpResponse

from mldb.security import note
from registry_app.core.streams import in_threads

# What spreadsheets take for a formula: at the beginning of a cell, and wherever another program
# lets a cell begin. Where commas are decimal, a semicolon separates; quotes inside a line, which
# then are none, let a line end begin a row. Blanks and quotes before the formula are dropped.
_FORMULA: Final = re.compile(
    r"(^|[;\t\r\n])"
    r"([\x0b\x0c \"\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]*"
    r"([=+\-@＝＋－＠][^;\t\r\n]*))"  # noqa: RUF001  # East Asian spreadsheets take wide ones
)
# A sign before a number makes no formula, wherever the comma stands; nor does a sign alone.
_NUMBER: Final = re.compile(
    r"[+-](?:[\d.,]*\d[\d.,]*(?:e[+-]?\d+)?%?|inf|infinity|nan)?\s*", re.IGNORECASE
)
_BYTE_ORDER_MARK: Final = "\ufeff"
_ROWS_PER_CHUNK: Final = 200


@dataclass(frozen=True)
class Table:
    """Rows of plain values under named columns; `stem` is the file's name without its ending."""

    stem: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def download(request: HttpRequest, table: Table, file_format: str) -> StreamingHttpResponse:
    """The table as a file, read while it is sent; an error cuts it off, so that nobody trusts it.

    With `?bom=1` CSV begins with a byte order mark, without which Excel takes it for another
    encoding.

    Raises:
        Http404: there is no such format.
    """
    if file_format not in _FORMATS:
        raise Http404(f"There is no format {file_format!r}: use {' or '.join(_FORMATS)}.")
    content_type, lines = _FORMATS[file_format]
    mark = _BYTE_ORDER_MARK if file_format == "csv" and request.GET.get("bom") == "1" else ""
    file_name = f"{table.stem}-{datetime.now(UTC):%Y-%m-%d}.{file_format}"
    content = _chunks(chain([mark], lines(table)))
    return file_response(request, content, content_type, file_name)


def file_response(
    request: HttpRequest, chunks: Iterator[bytes], content_type: str, file_name: str
) -> StreamingHttpResponse:
    """Chunks of UTF-8 as a file, made while it is sent; the name needs no quotes."""
    note("download", account=_username(request), path=request.get_full_path())
    content = in_threads(chunks)
    response = StreamingHttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def content_of(text: str) -> Iterator[bytes]:
    """A text as the chunks of a file."""
    yield text.encode()


def _username(request: Any) -> str | None:
    return getattr(getattr(request, "user", None), "username", None)


def _csv(table: Table) -> Iterator[str]:
    # With both characters as its end of a line, the writer puts quotes around either.
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow([_cell(name) for name in table.columns])
    for row in table.rows:
        yield writer.writerow([_cell(value) for value in row])


def _json(table: Table) -> Iterator[str]:
    before = "["
    for row in table.rows:
        values = dict(zip(table.columns, map(_finite, row), strict=True))
        yield f"{before}\n{json.dumps(values, ensure_ascii=False, default=_moment)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


_FORMATS: Final[dict[str, tuple[str, Callable[[Table], Iterator[str]]]]] = {
    "csv": ("text/csv", _csv),
    "json": ("application/json", _json),
}


class _Echo:
    """A file that gives back the line that is written to it."""

    def write(self, text: str) -> str:
        """The line, with the end that it has in our files."""
        return f"{text[:-2]}\n"


def _cell(value: Any) -> Any:
    """The value as one cell: numbers as they are, text that no spreadsheet computes."""
    if isinstance(value, dict):
        value = _pairs(value)
    elif isinstance(value, list | tuple):
        value = ", ".join(str(one) for one in value)
    elif isinstance(value, datetime):
        return _moment(value)
    return _FORMULA.sub(_as_text, value) if isinstance(value, str) else _finite(value)


def _finite(value: Any) -> Any:
    """The value; numbers that JSON doesn't have as the texts that the API has for them."""
    if not isinstance(value, float) or isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _as_text(found: re.Match[str]) -> str:
    """With an apostrophe before what would be a formula."""
    separator, shown, formula = found.groups()
    # Where nothing separates, all that follows is in the same cell.
    cell = formula if separator else found.string
    return found[0] if _NUMBER.fullmatch(cell) else f"{separator}'{shown}"


def _pairs(values: dict[str, Any]) -> str:
    """Names and values; as JSON if the values are no plain ones."""
    if any(isinstance(one, list | tuple) for one in values.values()):
        return json.dumps(values, ensure_ascii=False)
    return ", ".join(f"{name}={one}" for name, one in values.items())


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _chunks(lines: Iterator[str]) -> Iterator[bytes]:
    while chunk := "".join(islice(lines, _ROWS_PER_CHUNK)):
        yield chunk.encode()
