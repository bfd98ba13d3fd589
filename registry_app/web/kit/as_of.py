"""A time in the past for which a page is requested: `?at=2026-03-01`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Self

from django.http import HttpRequest

from mldb.schemas import MLModelAliasRead
from mldb.search.moment import span_of

_MICROSECOND: Final = timedelta(microseconds=1)
_PRESETS: Final = (("Yesterday", 1), ("A week ago", 7), ("A month ago", 30))


@dataclass(frozen=True)
class AsOf:
    """A time as text, and its last moment; None for now, or if the text is no past time.

    `is_unfinished`: the text names a period that lasts until after now, of which now is shown.
    """

    text: str = ""
    at: datetime | None = None
    mistake: str | None = None
    is_unfinished: bool = False

    @classmethod
    def of(cls, request: HttpRequest, name: str = "at") -> Self:
        """The time in this query parameter of the request's URL."""
        text = request.GET.get(name, "").strip()
        if not text:
            return cls()
        span = span_of(text)
        if span is None:
            sentence = "Write a date or a time in UTC: 2026-03-01, or 2026-03-01T12:00."
            return cls(text, mistake=sentence)
        now = datetime.now(UTC)
        if span[0] > now:
            return cls(text, mistake=f"That is in the future: now it is {now:%Y-%m-%d %H:%M} UTC.")
        last = span[1] - _MICROSECOND
        return cls(text, is_unfinished=True) if last >= now else cls(text, last)

    @property
    def http_status(self) -> int:
        """400 if the text is no past time."""
        return 200 if self.mistake is None else 400

    @property
    def day_before(self) -> str | None:
        """The day before the time, as text; None if there is none."""
        return None if self.at is None else _text(self.at, -1)

    @property
    def day_after(self) -> str | None:
        """The day after the time, as text; None if it is not over."""
        if self.at is None or self.at.date() >= _today() - timedelta(days=1):
            return None
        return _text(self.at, 1)


NOW: Final = AsOf()


@dataclass(frozen=True)
class Past:
    """A model at a time in the past: where its aliases pointed."""

    at: datetime
    aliases: Sequence[MLModelAliasRead]

    def aliases_of(self, version_id: int) -> list[str]:
        """The aliases that pointed to this version, by name."""
        return [one.name for one in self.aliases if one.version_id == version_id]


def preset_days() -> list[tuple[str, str]]:
    """Label and date of the days that are asked for most often."""
    return [(label, str(_today() - timedelta(days=days))) for label, days in _PRESETS]


def _today() -> date:
    return datetime.now(UTC).date()


def _text(at: datetime, days: int) -> str | None:
    try:
        return str(at.date() + timedelta(days=days))
    except OverflowError:
        return None
