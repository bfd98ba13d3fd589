"""The tokens of a card, adapted to the page that shows it."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from markdown_it.token import Token

from registry_app.core.line_ends import with_newlines
from registry_app.web.cards.links import Links, nowhere
from registry_app.web.cards.parser import as_html, parsed
from registry_app.web.cards.raw_html import RawHTML, heading_levels

# The page has its name at the first level, and "Model card" at the second.
_FIRST_LEVEL: Final = 3
_LAST_LEVEL: Final = 6
# What hubs read about a card, at its very beginning; two rules with words between them are none.
_FRONT_MATTER: Final = re.compile(
    r"---[ \t]*\n((?:[ \t]*#[^\n]*\n)*[\w.\"'-]+:(?:[ \t][^\n]*)?\n(?:[^\n]*\n)*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_TASKS: Final = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}
_STARTS: Final = {"paragraph_open", "heading_open", "bullet_list_open", "ordered_list_open"}
_CELLS: Final = {"th_open", "td_open"}


def rendered(text: str, pictures: Mapping[str, str]) -> tuple[str, Links]:
    """The card as HTML, which is to be cleaned yet, and its links."""
    text = with_newlines(text).removeprefix("\ufeff")
    front = _FRONT_MATTER.match(text)
    tokens, links = parsed(text[front.end() :] if front else text), Links(pictures)
    names = _heading_names(tokens)
    html = RawHTML(links, names)
    for index, token in enumerate(tokens):
        _place(token, tokens[index - 1] if index else None)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = names[token.tag]
        if token.type == "heading_open" and (words := _words(tokens[index + 1])):
            token.attrSet("id", links.heading_id(words))
        if token.type == "html_block":
            token.content = html.block(token.content)
        _show_block(token)
        _show_html(token.children or [], html)
    # After all ids were collected.
    for token in tokens:
        _show_links(token.children or [], links)
    _show_tasks(tokens)
    return f"{_folded(front[1]) if front else ''}{as_html(tokens)}", links


def _folded(front_matter: str) -> str:
    shown = f"<pre><code>{escape(front_matter)}</code></pre>"
    return f"<details><summary>Front matter</summary>{shown}</details>\n"


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
    """Mathematics as it was typed."""
    if token.type == "math_block":
        token.type, token.tag = "code_block", "code"
        token.content = f"$${token.content}$$\n"


def _show_html(children: list[Token], html: RawHTML) -> None:
    """The tags of one paragraph, and mathematics as it was typed."""
    pieces = [one for one in children if one.type == "html_inline"]
    for one, shown in zip(pieces, html.line([one.content for one in pieces]), strict=True):
        one.content = shown
    for one in children:
        if one.type in {"math_inline", "math_inline_double"}:
            dollars = "$$" if one.type == "math_inline_double" else "$"
            one.type, one.tag, one.content = (
                "code_inline",
                "code",
                f"{dollars}{one.content}{dollars}",
            )


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
            first.content = _TASKS[first.content[:4]] + first.content[4:]
