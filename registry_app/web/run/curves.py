"""Histories as curves of charts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from mldb.points.buckets import Bucket
from mldb.schemas import MLRunRead
from registry_app.web.charts.curve import Curve

BUCKETS: Final = 500
"""Of a large chart, whose band keeps every spike; zooming in reads finer ones."""
SMALL_BUCKETS: Final = 120
"""Of small multiples."""
_FEWEST: Final = 10


def milliseconds(moment: datetime) -> int:
    """The time since 1970."""
    return int(moment.timestamp() * 1_000)


def curve_of(run: MLRunRead, metric: str, buckets: Sequence[Bucket]) -> Curve:
    """The curve of a metric in a chart of this run alone."""
    started = milliseconds(run.started_at)
    return Curve(metric, buckets, run=run.public_id, started_ms=started)


def number_of_buckets(request: HttpRequest) -> int:
    """The requested number of buckets, within limits."""
    text = request.GET.get("buckets", "")
    if not (text.isascii() and text.isdigit()):
        return BUCKETS
    return min(max(int(text[:6]), _FEWEST), BUCKETS)
