"""Model cards: Markdown, as hubs write it, to HTML that can do no harm.

`parser` reads Markdown in bounded time, `card` adapts its headings, links and pictures,
`front_matter` and `mathematics` make them readable, `raw_html` adapts the HTML in it, `links` says
where it may lead, and `cleaning` lets nothing else through.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from registry_app.web.cards.card import Heading, rendered
from registry_app.web.cards.cleaning import cleaned
from registry_app.web.cards.links import PREFIX

Pictures = tuple[tuple[str, str], ...]
"""The paths of pictures, and their URLs on this site."""

_LEVELS: Final = 2
_FEWEST: Final = 3
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A card as HTML that can do no harm, and its headings with their ids in the page."""

    html: SafeString
    headings: tuple[Heading, ...]


# A card is read far more often than it is written.
@lru_cache(maxsize=64)
def card_of(text: str, pictures: Pictures = ()) -> Card:
    """The card rendered.

    Headings start below a page's second level and have ids; links to files become words; raw HTML
    is shown as text unless it is on the list of harmless tags. Pictures become their words with a
    link, but those of which `pictures` has the path and the URL on this site are shown.
    """
    raw = rendered(text, dict(pictures))
    html = mark_safe(cleaned(raw.html, raw.links))  # noqa: S308  # it has just been made safe
    return Card(html, tuple(Heading(h.level, h.words, f"{PREFIX}{h.id}") for h in raw.headings))


def card_html(text: str, pictures: Pictures = ()) -> SafeString:
    """The card rendered, without its contents."""
    return card_of(text, pictures).html


def card_contents(text: str, pictures: Pictures = ()) -> tuple[Heading, ...]:
    """The headings of its two highest levels, for a table of contents; none if they are few."""
    found = tuple(one for one in card_of(text, pictures).headings if one.level <= _LEVELS)
    return found[:_MOST] if len(found) >= _FEWEST else ()
