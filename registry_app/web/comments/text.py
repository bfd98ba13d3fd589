"""The text of a comment as HTML."""

import re
from collections.abc import Collection
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from mldb.values.names import MENTION, mentions
from registry_app.web.cards import card_html
from registry_app.web.presentation.links import url

# Several comments on a page would have headings and footnotes of one id.
_ID: Final = re.compile(r' id="[^"]*"')
_TAG: Final = re.compile(r"(<[^>]*>)")
_CLOSED: Final = ("a", "code", "pre")


def comment_html(text: str, known: Collection[str]) -> SafeString:
    """The comment rendered as a card is; mentions of `known` people lead to their pages."""
    html, depth, parts = str(card_html(text)), 0, []
    for part in _TAG.split(html):
        if part.startswith("<"):
            depth += _depth(part)
            parts.append(_ID.sub("", part))
        else:
            parts.append(part if depth else MENTION.sub(lambda found: _link(found, known), part))
    return mark_safe("".join(parts))  # noqa: S308  # a safe card, with links to pages of the site


def mentioned(texts: Collection[str]) -> set[str]:
    """The names that the texts mention."""
    return {name for text in texts for name in mentions(text)}


def _depth(tag: str) -> int:
    """How many elements whose text stays as it is the tag opens; less than 0: it closes some."""
    name = re.split(r"[\s>/]", tag.lstrip("</"), maxsplit=1)[0]
    if name not in _CLOSED or tag.endswith("/>"):
        return 0
    return -1 if tag.startswith("</") else 1


def _link(found: re.Match[str], known: Collection[str]) -> str:
    name = found[1].rstrip(".+-@")
    if name.lower() not in known:
        return found[0]
    # Letters, digits and . _ @ + - alone, escaped all the same.
    shown, rest = escape(f"@{name}"), found[1][len(name) :]
    target = escape(url("registry:person", name.lower()))
    return f'<a class="person-mention" href="{target}">{shown}</a>{rest}'
