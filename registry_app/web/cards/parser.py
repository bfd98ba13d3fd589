"""Markdown to tokens: CommonMark with tables, footnotes and mathematics."""

import re
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, linkify
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import linkify as linkify_inline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

# For each of these the parser may read the rest of its paragraph: a hundred thousand of them would
# keep it busy for minutes. This many steps take two or three seconds; a card full of links in
# paragraphs and lists needs a tenth of them.
_COSTLY: Final = re.compile(r"\[|<[!?]|\$|\\\(")
_STEPS: Final = 2_000_000
# The search for bare URLs may do so at each colon and at each two slashes, but is quicker.
_LINK_STEPS: Final = 20_000_000
_PENDING: Final = 1_000
# What hubs write between \( and \), or \[ and \], the backslashes often doubled.
_MATHEMATICS: Final = re.compile(r"(\\{1,2})([(\[])(.+?)\1([)\]])", re.DOTALL)
_CLOSING: Final = {"(": ")", "[": "]"}


def _parse_inline(state: StateCore) -> None:
    """Markdown-it's own step, but what would take too long stays plain text."""
    left = _STEPS
    for token in state.tokens:
        if token.type != "inline":
            continue
        steps = len(_COSTLY.findall(token.content)) * len(token.content)
        token.children = []
        if steps > left:
            token.children.append(Token("text", "", 0, content=token.content))
            continue
        left -= steps
        state.md.inline.parse(token.content, state.md, state.env, token.children)


def _link_bare_urls(state: StateCore) -> None:
    """Markdown-it's own step, but where it would take too long URLs stay text."""
    left, tokens, searched = _LINK_STEPS, state.tokens, []
    for token in tokens:
        steps = (token.content.count(":") + token.content.count("//")) * len(token.content)
        if token.type == "inline" and 0 < steps <= left:
            left -= steps
            searched.append(token)
    state.tokens = searched
    linkify(state)
    state.tokens = tokens


def _link_here(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it's signature
    """Markdown-it's own step, which reads all text before a URL; the one above finds it as well."""
    return len(state.pending) <= _PENDING and linkify_inline(state, silent)


def _backslash_mathematics(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # markdown-it's signature
    r"""Formulas between \( and \) are no Markdown."""
    if state.src[state.pos] != "\\":
        return False
    found = _MATHEMATICS.match(state.src, state.pos, state.posMax)
    if found is None or found[4] != _CLOSING[found[2]]:
        return False
    if not silent:
        form = "math_inline" if found[2] == "(" else "math_inline_double"
        state.push(form, "math", 0).content = found[3]
    state.pos = found.end()
    return True


def _made() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": True, "linkify": True})
    markdown.use(footnote_plugin)
    # "from $5 to $6" is no mathematics.
    markdown.use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,
        allow_labels=False,
        double_inline=True,
    )
    markdown.core.ruler.at("inline", _parse_inline)
    markdown.core.ruler.at("linkify", _link_bare_urls)
    markdown.inline.ruler.at("linkify", _link_here)
    markdown.inline.ruler.before("escape", "backslash_mathematics", _backslash_mathematics)
    if markdown.linkify is not None:
        # Only whole URLs: a guess would make a link of `train.py`.
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return markdown


_MARKDOWN: Final = _made()


def parsed(text: str) -> list[Token]:
    """The card's tokens."""
    return _MARKDOWN.parse(text, {})


def as_html(tokens: list[Token]) -> str:
    """The tokens as HTML, which is not safe yet."""
    env: dict[str, Any] = {}
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env)
    return html
