"""A time in the past, asked for in the address: `?at=2026-03-01`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.http import HttpRequest

from mldb.schemas import MLModelAliasRead
from mldb.search.moment import span_of


@dataclass(frozen=True)
class AsOf:
    """The last moment of what was typed; None for now, or if it can't be read."""

    text: str
    at: datetime | None
    mistake: str | None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What the address asks for."""
        text = request.GET.get("at", "").strip()
        if not text:
            return cls("", None, None)
        span = span_of(text)
        if span is None:
            return cls(
                text, None, "Write a date or a time in UTC: 2026-03-01, or 2026-03-01T12:00."
            )
        last = span[1] - timedelta(microseconds=1)
        return cls(text, None if last >= datetime.now(UTC) else last, None)


@dataclass(frozen=True)
class Past:
    """A model at a time in the past: where its aliases pointed."""

    at: datetime
    aliases: Sequence[MLModelAliasRead]

    def aliases_of(self, version_id: int) -> list[str]:
        """Those that pointed to this version, by name."""
        return [one.name for one in self.aliases if one.version_id == version_id]
