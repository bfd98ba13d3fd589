"""Which preview a file has, and the preview itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.safestring import SafeString

from registry_app.web.artifacts.previews.json_text import pretty_json
from registry_app.web.artifacts.previews.notebook import Notebook, notebook_of
from registry_app.web.artifacts.previews.table import CutTable, table_of
from registry_app.web.artifacts.previews.text import Decoded, Lines, decoded, lines_of
from registry_app.web.cards import card_html

PREVIEW_BYTES: Final = 262_144
"""What is read of a file to show its beginning."""
NOTEBOOK_BYTES: Final = 2_097_152
"""Notebooks are read whole or not at all: their outputs make them large."""
IMAGE_BYTES: Final = 33_554_432
"""Larger images are not loaded into a page."""
IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Types that browsers show without running anything in them."""
_CARD_LENGTH: Final = 100_000
_DELIMITERS: Final = {"csv": ",", "tsv": "\t"}


class PreviewType(StrEnum):
    """How a file is shown."""

    IMAGE = "image"
    TEXT = "text"
    JSON = "json"
    TABLE = "table"
    MARKDOWN = "markdown"
    NOTEBOOK = "notebook"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Preview:
    """A file's beginning in one of the forms; `read_bytes` of it were read.

    `can_be_source` if it is shown in another form than its source.
    """

    preview_type: PreviewType
    read_bytes: int = 0
    is_exact: bool = True
    lines: Lines = field(default_factory=lambda: Lines([], 0, has_cut_lines=False))
    table: CutTable | None = None
    notebook: Notebook | None = None
    html: SafeString | None = None

    @property
    def can_be_source(self) -> bool:
        """Whether the source looks different."""
        return self.preview_type not in _SOURCE_ALREADY


def preview_type_of(path: str, media_type: str) -> PreviewType:
    """The form in which a file is shown, if its content allows it."""
    ending = path.rpartition("/")[2].rpartition(".")[2].lower()
    if media_type in IMAGES:
        return PreviewType.IMAGE
    return _BY_ENDING.get(ending, PreviewType.TEXT)


def bytes_to_read(preview_type: PreviewType, size_bytes: int) -> int:
    """How many bytes of the file the preview needs."""
    if preview_type is PreviewType.IMAGE:
        return 0
    if preview_type is PreviewType.NOTEBOOK and size_bytes <= NOTEBOOK_BYTES:
        return size_bytes
    return min(size_bytes, PREVIEW_BYTES)


def preview_of(preview_type: PreviewType, path: str, content: bytes, size_bytes: int) -> Preview:
    """The preview of a file whose first bytes are `content`."""
    if preview_type is PreviewType.IMAGE:
        fits = size_bytes <= IMAGE_BYTES
        return Preview(PreviewType.IMAGE if fits else PreviewType.NOTHING)
    is_whole = len(content) == size_bytes
    found = decoded(content, is_whole=is_whole)
    if found is None:
        return Preview(PreviewType.NOTHING, len(content))
    in_form = _in_form(preview_type, path, found, len(content), is_whole=is_whole)
    return in_form or Preview(
        PreviewType.TEXT, len(content), found.is_exact, lines_of(found.text, is_whole=is_whole)
    )


def _in_form(
    preview_type: PreviewType, path: str, found: Decoded, read_bytes: int, *, is_whole: bool
) -> Preview | None:
    """The preview in this form; None if the content is not of that form, or not all was read."""
    if preview_type is PreviewType.TABLE:
        delimiter = _DELIMITERS[path.rpartition(".")[2].lower()]
        parts: dict[str, Any] = {"table": table_of(found.text, delimiter, is_whole=is_whole)}
    else:
        parts = _WHOLE_FORMS[preview_type](found.text) if is_whole else {}
    if not any(parts.values()):
        return None
    return Preview(preview_type, read_bytes, found.is_exact, **parts)


def _json(text: str) -> dict[str, Any]:
    pretty = pretty_json(text)
    return {} if pretty is None else {"lines": lines_of(pretty, is_whole=True)}


def _markdown(text: str) -> dict[str, Any]:
    return {"html": card_html(text)} if len(text) <= _CARD_LENGTH else {}


_WHOLE_FORMS: Final[dict[PreviewType, Callable[[str], dict[str, Any]]]] = {
    PreviewType.JSON: _json,
    PreviewType.MARKDOWN: _markdown,
    PreviewType.NOTEBOOK: lambda text: {"notebook": notebook_of(text)},
    PreviewType.TEXT: lambda _: {},
}
_SOURCE_ALREADY: Final = {PreviewType.TEXT, PreviewType.NOTHING, PreviewType.IMAGE}
_BY_ENDING: Final = {
    "csv": PreviewType.TABLE,
    "tsv": PreviewType.TABLE,
    "json": PreviewType.JSON,
    "ipynb": PreviewType.NOTEBOOK,
    "md": PreviewType.MARKDOWN,
    "markdown": PreviewType.MARKDOWN,
}
