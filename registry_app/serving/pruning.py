"""Leaves out of a style sheet what no page of this site uses.

Tabler has rules for thousands of classes, of which pages name about two hundred.
"""

import re
from collections.abc import Iterator, Set

_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_LICENSE = re.compile(r"/\*!.*?\*/", re.DOTALL)
_WORD = re.compile(r"[\w-]+")
_BEGINNING = re.compile(r"[a-z][\w-]+-")
_CLASS = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# Up to the next character that matters, with all that is in quotes or brackets.
_BRACKETS = re.compile(r"[^\"'{}();]+|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|.", re.DOTALL)
_NESTING = ("@media", "@supports", "@container", "@layer")


def words_of(text: str) -> frozenset[str]:
    """Everything in a source that could be a class; a word that ends in `-` begins some."""
    return frozenset(_WORD.findall(text))


def pruned(css: str, words: Set[str]) -> str:
    """The style sheet without the selectors that need a class beside these words."""
    beginnings = tuple(word for word in words if _BEGINNING.fullmatch(word))
    licenses = "".join(_LICENSE.findall(css))
    rules = _LICENSE.sub("", _COMMENT.sub("", css))
    # At the end, as `@charset` must come first.
    return f"{_pruned(rules, words, beginnings)}\n{licenses}\n"


def _pruned(css: str, words: Set[str], beginnings: tuple[str, ...]) -> str:
    kept = []
    for head, body in _rules(css):
        if body is None or (head.startswith("@") and not head.startswith(_NESTING)):
            kept.append(head if body is None else f"{head}{{{body}}}")
        elif head.startswith("@"):
            inner = _pruned(body, words, beginnings)
            kept += [f"{head}{{{inner}}}"] if inner else []
        else:
            selectors = [one for one in _selectors(head) if _is_used(one, words, beginnings)]
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors else []
    return "\n".join(kept)


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Head and body of each rule; statements such as `@charset` have no body."""
    depth, head, body = 0, "", ""
    for found in _BRACKETS.finditer(css):
        part = found[0]
        if part == "}" and (depth := depth - 1) == 0:
            yield head.strip(), body
            head, body = "", ""
        elif depth:
            body += part
        elif part == ";":
            yield f"{head.strip()};", None
            head = ""
        elif part != "{":
            head += part
        depth += part == "{"


def _selectors(head: str) -> list[str]:
    """The selectors between the commas that are in no brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(head):
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            parts.append(head[start:index])
            start = index + 1
    return [*parts, head[start:]]


def _is_used(selector: str, words: Set[str], beginnings: tuple[str, ...]) -> bool:
    classes = (one.replace("\\", "") for one in _CLASS.findall(_QUOTED.sub("", selector)))
    return all(one in words or one.startswith(beginnings) for one in classes)
