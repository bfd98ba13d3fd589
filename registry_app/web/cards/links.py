"""Where a card's links may lead, and what its headings are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final
from urllib.parse import unquote, urlsplit

SCHEMES: Final = frozenset({"http", "https", "mailto"})
PREFIX: Final = "user-content-"
"""Before every id of a card, so that none is one of the page's own."""

# Those that footnotes get.
_FOOTNOTE: Final = re.compile(r"fn(?:ref)?\d+(?::\d+)?")
_PUNCTUATION: Final = re.compile(r"[^\w\- ]")


@dataclass
class Links:
    """The ids of one card, and where its links lead; `pictures` are the URLs of those kept here."""

    pictures: Mapping[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def heading_id(self, words: str) -> str:
        """The id of a heading, as hubs make them, so that tables of contents find it."""
        slug = _PUNCTUATION.sub("", words.strip().lower()).replace(" ", "-")
        chosen = slug
        while chosen in self.ids:
            self._numbers[slug] = self._numbers.get(slug, 0) + 1
            chosen = f"{slug}-{self._numbers[slug]}"
        self.ids.add(chosen)
        return chosen

    def target(self, url: str) -> str | None:
        """The URL to lead to; None if it has no target: a card has no files."""
        url = url.strip()
        if url.startswith("#"):
            name = unquote(url[1:])
            known = (one for one in (name, name.lower()) if one in self.ids)
            found = next(known, name if _FOOTNOTE.fullmatch(name) else None)
            return None if found is None else f"#{PREFIX}{found}"
        return url if _scheme(url) in SCHEMES else None

    def picture(self, words: str, url: str, *, is_in_link: bool) -> str:
        """The picture as HTML if it is kept here; else its words with a link to it.

        No page loads anything from elsewhere.
        """
        words = " ".join(words.split()) or file_name(url)
        kept = self.pictures.get(relative_path(url) or "")
        if kept is not None:
            return f'<img src="{escape(kept)}" alt="{escape(words)}">'
        if is_in_link:
            return escape(words or "picture")
        shown = escape(f"Picture: {words}" if words else "Picture")
        if _scheme(url) in {"http", "https"}:
            return f'<a href="{escape(url)}" title="A picture elsewhere">{shown}</a>'
        return f'<span title="{escape(nowhere(url))}">{shown}</span>'


def nowhere(url: str) -> str:
    """The tooltip of a link that has no target here."""
    return f"{url[:200]} (not kept here)" if not url.startswith("data:") else "Not kept here"


def relative_path(url: str) -> str | None:
    """The path of a file beside the card, as a card names it; None if the URL leads elsewhere."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    return unquote(parts.path).removeprefix("./") or None


def file_name(url: str) -> str:
    """The name of the file in the URL; empty if there is none."""
    try:
        path = urlsplit(url).path if not url.startswith("data:") else ""
    except ValueError:
        return ""
    return unquote(path.rpartition("/")[2])


def _scheme(url: str) -> str:
    return url.partition(":")[0].lower()
