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
def card_html(text: str, pictures: tuple[tuple[str, str], ...] = ()) -> SafeString:
    """The card rendered.

    Headings start below a page's second level and have ids; links to files become words; raw HTML
    is shown as text unless it is on the list of harmless tags. Pictures become their words with a
    link, but those of which `pictures` has the path and the URL on this site are shown.
    """
    html, links = rendered(text, dict(pictures))
    return mark_safe(cleaned(html, links))  # noqa: S308  # it has just been made safe
