"""The tokens of a card, adapted to the page that shows it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from markdown_it.token import Token

from registry_app.core.line_ends import with_newlines
from registry_app.web.cards import front_matter
from registry_app.web.cards.links import Links, nowhere
from registry_app.web.cards.mathematics import readable
from registry_app.web.cards.parser import as_html, parsed
from registry_app.web.cards.raw_html import TABLE_END, TABLE_START, RawHTML, heading_levels

# The page has its name at the first level, and "Model card" at the second.
_FIRST_LEVEL: Final = 3
_LAST_LEVEL: Final = 6
# What hubs show as a box of its own.
_ALERT: Final = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\Z")
_TASKS: Final = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
_STARTS: Final = {"paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open"}
_CELLS: Final = {"th_open", "td_open"}


@dataclass(frozen=True)
class Heading:
    """A heading of a card: its level, 1 for the highest, its words, and its id in the page."""

    level: int
    words: str
    id: str


@dataclass(frozen=True)
class Rendered:
    """A card as HTML, which is to be cleaned yet, its links and its headings."""

    html: str
    links: Links
    headings: tuple[Heading, ...]


def rendered(text: str, pictures: Mapping[str, str]) -> Rendered:
    """The card with everything at its place, with pictures by their paths."""
    text = with_newlines(text).removeprefix("\ufeff")
    front = front_matter.PATTERN.match(text)
    tokens, links = parsed(text[front.end() :] if front else text), Links(pictures)
    names = _heading_names(tokens)
    html = RawHTML(links, names)
    headings: list[Heading] = []
    for index, token in enumerate(tokens):
        _place(token, tokens[index - 1] if index else None)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = names[token.tag]
        if token.type == "heading_open" and (words := _words(tokens[index + 1])):
            token.attrSet("id", name := links.heading_id(words))
            headings.append(Heading(int(token.tag[1]) - _FIRST_LEVEL + 1, words, name))
        if token.type == "html_block":
            token.content = html.block(token.content)
        _show_block(token)
        _show_html(token.children or [], html)
    # After all ids were collected.
    for token in tokens:
        _show_links(token.children or [], links)
    _show_tasks(tokens)
    _show_alerts(tokens)
    facts = front_matter.facts_html(front[1]) if front else ""
    return Rendered(f"{facts}{as_html(list(_boxed(tokens)))}", links, tuple(headings))


def _heading_names(tokens: Iterable[Token]) -> dict[str, str]:
    """The new level of each heading level of the card: below the page's, without gaps."""
    levels: set[int] = set()
    for token in tokens:
        if token.type == "heading_open":
            levels.add(int(token.tag[1]))
        for one in (token, *(token.children or ())):
            if one.type in {"html_block", "html_inline"}:
                levels |= heading_levels(one.content)
    return {
        f"h{level}": f"h{min(_FIRST_LEVEL + index, _LAST_LEVEL)}"
        for index, level in enumerate(sorted(levels))
    }


def _words(inline: Token) -> str:
    return "".join(
        one.content for one in inline.children or () if one.type in {"text", "code_inline"}
    )


def _place(token: Token, before: Token | None) -> None:
    """Let each outermost part go the way its first letters go; align cells without a style."""
    is_outer = token.level == 0 or (before is not None and before.type == "footnote_open")
    if token.type in _CELLS:
        align = str(token.attrs.pop("style", "")).removeprefix("text-align:")
        token.attrs |= {"dir": "auto"} | ({"align": align} if align else {})
    elif token.type in _STARTS or token.type == "blockquote_open":
        token.attrs |= {"dir": "auto"} if is_outer else {}


def _show_block(token: Token) -> None:
    """Mathematics as text that can be read, or as it was typed."""
    if token.type != "math_block":
        return
    html = readable(token.content)
    if html is None:
        token.type, token.tag, token.content = "code_block", "code", f"$${token.content}$$\n"
    else:
        token.type = "html_block"
        token.content = f'<p class="md-math" title="{_typed(token.content)}">{html}</p>\n'


def _show_html(children: list[Token], html: RawHTML) -> None:
    """The tags and the mathematics of one paragraph."""
    pieces = [one for one in children if one.type == "html_inline"]
    for one, shown in zip(pieces, html.line([one.content for one in pieces]), strict=True):
        one.content = shown
    for one in children:
        if one.type in {"math_inline", "math_inline_double"}:
            _show_formula(one, "$$" if one.type == "math_inline_double" else "$")


def _show_formula(token: Token, dollars: str) -> None:
    html = readable(token.content)
    if html is None:
        token.type, token.tag = "code_inline", "code"
        token.content = f"{dollars}{token.content}{dollars}"
    else:
        token.type = "html_inline"
        token.content = f'<span class="md-math" title="{_typed(token.content)}">{html}</span>'


def _typed(tex: str) -> str:
    return escape(" ".join(tex.split()))


def _show_links(children: list[Token], links: Links) -> None:
    """Links where they lead somewhere; pictures as words."""
    open_links: list[bool] = []
    for one in children:
        if one.type == "link_open":
            target = links.target(url := str(one.attrs.get("href", "")))
            open_links.append(target is not None)
            one.tag = "a" if target is not None else "span"
            one.attrs = {"title": nowhere(url)} if target is None else one.attrs | {"href": target}
        elif one.type == "link_close" and open_links:
            one.tag = "a" if open_links.pop() else "span"
        elif one.type == "image":
            is_in_link = any(open_links)
            words = "".join(child.content for child in one.children or ())
            shown = links.picture(words, str(one.attrs.get("src", "")), is_in_link=is_in_link)
            one.type, one.content, one.children = "html_inline", shown, None


def _show_tasks(tokens: list[Token]) -> None:
    """Boxes of task lists as characters: nobody can tick them here."""
    for index in range(2, len(tokens)):
        if tokens[index - 2].type != "list_item_open" or not tokens[index].children:
            continue
        first = tokens[index].children[0]  # type: ignore[index]  # there is one
        if first.type == "text" and first.content[:4] in _TASKS:
            tokens[index - 2].attrSet("class", "md-task")
            first.content = _TASKS[first.content[:4]] + first.content[4:]


def _show_alerts(tokens: list[Token]) -> None:
    """Quotations that begin with `[!NOTE]` as notes with their word."""
    for index in range(2, len(tokens)):
        if tokens[index - 2].type != "blockquote_open" or not tokens[index].children:
            continue
        first, *rest = tokens[index].children or []
        found = _ALERT.match(first.content) if first.type == "text" else None
        if found is None or (rest and rest[0].type != "softbreak"):
            continue
        tokens[index - 2].attrSet("class", f"md-{found[1].lower()}")
        first.type, first.content = "html_inline", f"<strong>{found[1].title()}</strong>"
        if rest:
            rest[0].type = "hardbreak"


def _boxed(tokens: Iterable[Token]) -> Iterator[Token]:
    """Tables in boxes of their own, which scroll where a table is wider than the page."""
    for token in tokens:
        if token.type == "table_open":
            yield Token("html_block", "", 0, content=TABLE_START)
        yield token
        if token.type == "table_close":
            yield Token("html_block", "", 0, content=f"{TABLE_END}\n")
