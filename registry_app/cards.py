"""Model cards: Markdown to HTML that can do no harm."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# For every "[" the parser may read the rest of its paragraph: a hundred thousand of them would
# keep it busy for minutes. This many steps take two or three seconds; a card full of links in
# paragraphs and lists needs a tenth of them.
_STEPS = 2_000_000


def _parse_inline(state: StateCore) -> None:
    """Markdown-it's own step, but what would take too long stays plain text."""
    left = _STEPS
    for token in state.tokens:
        if token.type != "inline":
            continue
        steps = token.content.count("[") * len(token.content)
        token.children = []
        if steps > left:
            token.children.append(Token("text", "", 0, content=token.content))
            continue
        left -= steps
        state.md.inline.parse(token.content, state.md, state.env, token.children)


# CommonMark with tables and strikethrough; raw HTML in it is shown as text.
_MARKDOWN = MarkdownIt("js-default")
_MARKDOWN.core.ruler.at("inline", _parse_inline)
_TAGS = nh3.ALLOWED_TAGS - {"img"}
_SCHEMES = {"http", "https", "mailto"}


# A card is read far more often than it is written.
@lru_cache(maxsize=64)
def card_html(text: str) -> SafeString:
    """The card rendered; headings start below the page's own, pictures become links' text."""
    html = nh3.clean(
        _MARKDOWN.render(text), tags=_TAGS, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    )
    return mark_safe(html)  # noqa: S308  # nh3 has just made it safe
