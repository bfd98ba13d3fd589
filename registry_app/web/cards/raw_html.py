"""The HTML in a card: harmless tags stay, all others are shown as text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final

from registry_app.web.cards.cleaning import BLOCKS, FORMATTING, HEADINGS, VOID
from registry_app.web.cards.links import Links

_TAG: Final = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"<>]*"|'[^'<>]*')*)>""")
_ID: Final = re.compile(r"""\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
# Of these the content counts; they say nothing that our pages could show.
# fmt: off
_IGNORED: Final = frozenset({
    "article", "aside", "font", "footer", "header", "main", "nav", "picture", "section", "source",
})
# fmt: on
# Another one of its name ends them.
_SELF_ENDING: Final = frozenset({"dd", "dt", "li", "p", "td", "th", "tr"})
# Browsers, and what cleans the HTML, need a time for unclosed tags that grows with their square.
_DEEPEST: Final = 40
_MOST_TAGS: Final = 5_000

TABLE_START: Final = '<div class="md-table" tabindex="0" role="group" aria-label="Table">'
TABLE_END: Final = "</div>"
"""The box that a table scrolls in, whoever wrote it and how."""


@dataclass
class _Tag:
    """A tag as it was typed, and its HTML: None while it counts as text."""

    source: str
    name: str = ""
    is_closing: bool = False
    html: str | None = None

    def __str__(self) -> str:
        return escape(self.source) if self.html is None else self.html


@dataclass
class RawHTML:
    """The HTML of one card; `headings` maps the tags of headings to their new ones."""

    links: Links
    headings: Mapping[str, str]
    _open_blocks: list[str] = field(default_factory=list)
    _left: int = _MOST_TAGS

    def block(self, source: str) -> str:
        """A block of HTML; its tags around lines may be closed by a later block."""
        if source.lstrip()[:6].lower() == "<style":
            return ""
        parts = _parts(_without_comments(source))
        self._settle([part for part in parts if isinstance(part, _Tag)], is_block=True)
        return "".join(map(str, parts))

    def line(self, pieces: list[str]) -> list[str]:
        """The tags and comments of one paragraph; unclosed tags are text."""
        parts = [_parts(_without_comments(piece)) for piece in pieces]
        tags = [part for one in parts for part in one if isinstance(part, _Tag)]
        self._settle(tags, is_block=False)
        return ["".join(map(str, one)) for one in parts]

    def _settle(self, tags: list[_Tag], *, is_block: bool) -> None:
        """Let those be tags that may be, and that are closed where they have to be."""
        unclosed: list[_Tag] = []
        for tag in tags:
            self._left -= 1
            if self._left < 0:
                return
            if tag.name in _IGNORED:
                tag.html = ""
            elif tag.name in VOID:
                self._accept(tag)
            elif tag.name == "img":
                is_in_link = any(one.name == "a" for one in unclosed)
                tag.html = self._picture(tag.source, is_in_link=is_in_link)
            elif is_block and tag.name in BLOCKS:
                self._settle_block(tag)
            elif tag.name in FORMATTING | HEADINGS | BLOCKS:
                self._settle_pair(tag, unclosed)

    def _settle_block(self, tag: _Tag) -> None:
        blocks = self._open_blocks
        if tag.is_closing:
            if tag.name in blocks:
                del blocks[len(blocks) - 1 - blocks[::-1].index(tag.name) :]
                self._accept(tag)
            return
        if blocks and blocks[-1] == tag.name and tag.name in _SELF_ENDING:
            blocks.pop()
        if len(blocks) < _DEEPEST:
            blocks.append(tag.name)
            self._accept(tag)

    def _settle_pair(self, tag: _Tag, unclosed: list[_Tag]) -> None:
        if not tag.is_closing:
            if len(unclosed) < _DEEPEST:
                unclosed.append(tag)
            return
        for index in range(len(unclosed) - 1, -1, -1):
            if unclosed[index].name == tag.name:
                self._accept(unclosed[index])
                self._accept(tag)
                del unclosed[index:]
                return

    def _accept(self, tag: _Tag) -> None:
        shown = self.headings.get(tag.name)
        tag.html = tag.source
        if shown is not None:
            start = 2 if tag.is_closing else 1
            tag.html = f"{tag.source[:start]}{shown}{tag.source[start + len(tag.name) :]}"
        if tag.name == "table":
            tag.html = f"{tag.html}{TABLE_END}" if tag.is_closing else f"{TABLE_START}{tag.html}"
        self.links.ids.update(_ID.findall(tag.source))

    def _picture(self, source: str, *, is_in_link: bool) -> str:
        read = _Attributes()
        read.feed(source)
        words, url = read.found.get("alt") or "", read.found.get("src") or ""
        return self.links.picture(words, url, is_in_link=is_in_link)


class _Attributes(HTMLParser):
    """The attributes of one tag."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # HTMLParser's signature
        """Keep them."""
        self.found = dict(attrs)


def heading_levels(source: str) -> set[int]:
    """The levels of the headings in a piece of HTML."""
    names = (name.lower() for _, name, _ in _TAG.findall(source))
    return {int(name[1]) for name in names if name in HEADINGS}


def _parts(source: str) -> list[str | _Tag]:
    """The texts and tags of a piece of HTML; malformed tags are text."""
    parts: list[str | _Tag] = []
    start = 0
    for found in _TAG.finditer(source):
        parts.append(source[start : found.start()].replace("<", "&lt;"))
        parts.append(_Tag(found[0], found[2].lower(), bool(found[1])))
        start = found.end()
    parts.append(source[start:].replace("<", "&lt;"))
    return parts


def _without_comments(source: str) -> str:
    """Without comments; one that does not end is text."""
    parts, start = [], 0
    while (found := source.find("<!--", start)) >= 0:
        end = source.find("-->", found + 4)
        parts.append(source[start:found])
        if end < 0:
            parts.append(escape(source[found:]))
            return "".join(parts)
        start = end + 3
    parts.append(source[start:])
    return "".join(parts)
