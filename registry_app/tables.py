"""Tables as files: CSV that no spreadsheet takes for formulas, and JSON, written row by row."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from django.http import Http404, HttpRequest, StreamingHttpResponse

from mldb.security import note
from registry_app.streams import sent_to

# What spreadsheets take for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS_PER_CHUNK: Final = 200


@dataclass(frozen=True)
class Table:
    """Rows of plain values under named columns; `stem` is the file's name without its ending."""

    stem: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def download(request: HttpRequest, table: Table, file_format: str) -> StreamingHttpResponse:
    """The table as a file, read while it is sent; an error cuts it off, so that nobody trusts it.

    Raises:
        Http404: there is no such format.
    """
    if file_format not in _FORMATS:
        raise Http404(f"There is no format {file_format!r}: use {' or '.join(_FORMATS)}.")
    note("download", account=_username(request), path=request.get_full_path())
    content_type, lines = _FORMATS[file_format]
    content = sent_to(request, _chunks(lines(table)))
    response = StreamingHttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    file_name = f"{table.stem}-{datetime.now(UTC):%Y-%m-%d}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _username(request: Any) -> str | None:
    return getattr(getattr(request, "user", None), "username", None)


def _csv(table: Table) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow([_cell(name) for name in table.columns])
    for row in table.rows:
        yield writer.writerow([_cell(value) for value in row])


def _json(table: Table) -> Iterator[str]:
    before = "["
    for row in table.rows:
        values = dict(zip(table.columns, row, strict=True))
        yield f"{before}\n{json.dumps(values, ensure_ascii=False, default=_moment)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


_FORMATS: Final[dict[str, tuple[str, Callable[[Table], Iterator[str]]]]] = {
    "csv": ("text/csv", _csv),
    "json": ("application/json", _json),
}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """The text."""
        return text


def _cell(value: Any) -> Any:
    """The value as one cell: numbers as they are, text that no spreadsheet computes."""
    if isinstance(value, dict):
        value = _pairs(value)
    elif isinstance(value, list | tuple):
        value = ", ".join(str(one) for one in value)
    elif isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


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
