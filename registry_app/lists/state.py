"""What the address of a list asks for: `?q=fraud&col=metric.auc&size=100&cursor=…`."""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

from registry_app.pages import size_of


@dataclass(frozen=True)
class ListState:
    """A search, a place in it, and how it is shown; without columns it is the list's own choice."""

    text: str
    cursor: str | None
    size: int
    columns: tuple[str, ...]
    is_choosing: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What this address asks for."""
        columns = (name.strip() for name in request.GET.getlist("col"))
        return cls(
            text=request.GET.get("q", "").strip(),
            cursor=request.GET.get("cursor") or None,
            size=size_of(request),
            columns=tuple(dict.fromkeys(name for name in columns if name)),
            is_choosing="choose" in request.GET,
        )
