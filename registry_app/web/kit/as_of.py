"""A time in the past for which a page is requested: `?at=2026-03-01`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from django.http import HttpRequest

from mldb.schemas import MLModelAliasRead
from mldb.search.moment import span_of


@dataclass(frozen=True)
class AsOf:
    """A time as text, and its last moment; None for now, or if the text is no time."""

    text: str = ""
    at: datetime | None = None
    mistake: str | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The time in the request's URL."""
        text = request.GET.get("at", "").strip()
        if not text:
            return cls()
        span = span_of(text)
        if span is None:
            sentence = "Write a date or a time in UTC: 2026-03-01, or 2026-03-01T12:00."
            return cls(text, mistake=sentence)
        last = span[1] - timedelta(microseconds=1)
        return cls(text, None if last >= datetime.now(UTC) else last)

    @property
    def http_status(self) -> int:
        """400 if the text is no time."""
        return 200 if self.mistake is None else 400


NOW: Final = AsOf()


@dataclass(frozen=True)
class Past:
    """A model at a time in the past: where its aliases pointed."""

    at: datetime
    aliases: Sequence[MLModelAliasRead]

    def aliases_of(self, version_id: int) -> list[str]:
        """The aliases that pointed to this version, by name."""
        return [one.name for one in self.aliases if one.version_id == version_id]
