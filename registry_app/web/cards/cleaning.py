"""HTML reduced to tags and attributes that are harmless."""

from typing import Final

import nh3

from registry_app.web.cards.links import PREFIX, SCHEMES, Links

# fmt: off
FORMATTING: Final = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var",
})
"""Tags inside a line."""

BLOCKS: Final = frozenset({
    "blockquote", "caption", "center", "col", "colgroup", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "li", "ol", "p", "pre", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})
"""Tags around lines; none is a landmark, which belong to the page."""
# fmt: on

VOID: Final = frozenset({"br", "hr", "wbr"})
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_TAGS: Final = {*FORMATTING, *BLOCKS, *VOID, *HEADINGS, "img"}
_CELL: Final = {"align", "colspan", "rowspan"}
_ATTRIBUTES: Final = {
    "*": {"class", "dir", "id", "title"},
    "a": {"href", "name"},
    "col": {"span"},
    "details": {"open"},
    "img": {"alt", "src"},
    "div": {"align", "aria-label", "role", "tabindex"},
    "li": {"value"},
    "ol": {"start"},
    "p": {"align"},
    "td": _CELL,
    "th": _CELL | {"scope"},
    "time": {"datetime"},
    **{heading: {"align"} for heading in HEADINGS},
}
_VALUES: Final = {
    "align": {"left", "center", "right", "justify"},
    "dir": {"auto", "ltr", "rtl"},
    # Those that the renderer gives; a card that writes them itself gains nothing by it.
    "class": {
        *("md-table", "md-facts", "md-math", "md-task"),
        *("md-note", "md-tip", "md-important", "md-warning", "md-caution"),
    },
    "role": {"group"},
    "tabindex": {"0"},
    "aria-label": {"Table"},
}


def cleaned(html: str, links: Links) -> str:
    """The HTML with allowed tags only, and a prefix before ids so that none is the page's."""
    pictures = frozenset(links.pictures.values())

    def kept(_: str, name: str, value: str) -> str | None:
        if name in {"id", "name"}:
            return f"{PREFIX}{value}"
        if name == "src":
            return value if value in pictures else None
        if name == "href":
            return value if value.startswith(f"#{PREFIX}") else links.target(value)
        values = _VALUES.get(name)
        is_known = values is None or value in values or value.lower() in values
        return value if is_known else None

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
    )
