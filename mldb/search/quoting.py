r"""Quoted text: between the quotes only \" and \\ are special."""

import re


def unquoted(text: str) -> str:
    """What stands between the quotes; text that has none is left as it is."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text[:1] == '"' else text


def quoted(text: str) -> str:
    """The text as a query can contain it, between quotes if it has to be."""
    if re.fullmatch(r'[^\s()"*]+', text):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
