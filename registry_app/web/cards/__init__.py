"""Model cards: Markdown, as hubs write it, to HTML that can do no harm.

`parser` reads Markdown in bounded time, `card` adapts its headings, links and pictures,
`raw_html` does so with the HTML in it, `links` says where it may lead, and `cleaning` lets nothing
else through.
"""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from registry_app.web.cards.card import rendered
from registry_app.web.cards.cleaning import cleaned


# A card is read far more often than it is written.
@lru_cache(maxsize=64)
def card_html(text: str) -> SafeString:
    """The card rendered.

    Headings start below a page's second level and have ids; pictures become their words with a
    link; links to files become words; raw HTML is shown as
    text unless it is on the list of harmless tags.
    """
    html, links = rendered(text)
    return mark_safe(cleaned(html, links))  # noqa: S308  # it has just been made safe
