"""What the address of a list asks for: `?q=fraud&col=metric.auc&size=100&cursor=…`."""

from dataclasses import dataclass
from typing import Any, Self

from django.http import HttpRequest

from mldb.schemas import SavedViewRead
from registry_app.web.kit.paging import DEFAULT_SIZE, SIZES, size_of


@dataclass(frozen=True)
class ListState:
    """A search, a place in it, and how it is shown; without columns it is the list's own choice."""

    text: str
    size: int
    columns: tuple[str, ...]
    cursor: str | None = None
    is_choosing: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What this address asks for."""
        columns = (name.strip() for name in request.GET.getlist("col"))
        return cls(
            text=request.GET.get("q", "").strip(),
            size=size_of(request),
            columns=tuple(dict.fromkeys(name for name in columns if name)),
            cursor=request.GET.get("cursor") or None,
            is_choosing="choose" in request.GET,
        )

    @classmethod
    def saved(cls, view: SavedViewRead) -> Self:
        """What the view was saved with."""
        size = view.page_size if view.page_size in SIZES else DEFAULT_SIZE
        return cls(text=view.query, size=size, columns=tuple(view.columns))

    @property
    def parameters(self) -> dict[str, Any]:
        """Of an address that asks for the same, but for the place in the list."""
        size = None if self.size == DEFAULT_SIZE else self.size
        return {"q": self.text, "col": self.columns, "size": size}
