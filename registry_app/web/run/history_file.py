"""A metric's whole history as a file, read while it is sent."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from django.http import StreamingHttpResponse

from mldb.points.columns import Points
from mldb.points.text import CSV_HEAD, csv_rows, json_objects
from mldb.schemas import MLRunRead
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.downloads import file_response

_UNSAFE: Final = re.compile(r"[^\w.-]+", re.ASCII)


def history_file(
    request: RegistryRequest, run: MLRunRead, metric: str, file_format: str
) -> StreamingHttpResponse:
    """All points of a metric; an error cuts the file off, so that nobody trusts it.

    Raises:
        NotFoundError: the run has no such metric.
    """
    content_type, written = HISTORY_FORMATS[file_format]
    pages = request.registry.histories.stream(run.public_id, metric)
    # Refuses an unknown metric before the response begins.
    points = chain([next(pages)], pages)
    stem = file_stem(run, metric)
    return file_response(request, written(points), content_type, f"{stem}.{file_format}")


def file_stem(run: MLRunRead, metric: str) -> str:
    """The name of a file without its ending, of characters that every system takes."""
    return _UNSAFE.sub("_", f"{run.name}-{metric}")[:100]


def _csv(pages: Iterator[Points]) -> Iterator[bytes]:
    yield CSV_HEAD.encode()
    for points in pages:
        yield csv_rows(points).encode()


def _lines(pages: Iterator[Points]) -> Iterator[bytes]:
    for points in pages:
        yield "".join(f"{line}\n" for line in json_objects(points)).encode()


HISTORY_FORMATS: Final[dict[str, tuple[str, Callable[[Iterator[Points]], Iterator[bytes]]]]] = {
    "csv": ("text/csv", _csv),
    "jsonl": ("application/x-ndjson", _lines),
}
"""Content type and writer by ending."""
