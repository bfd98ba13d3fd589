r"""Quoted text: between the quotes only \" and \\ are special."""

import re


def unquoted(text: str) -> str:
    """The text between the quotes; text without quotes is returned as it is."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL) if text[:1] == '"' else text


def quoted(text: str) -> str:
    """The text as a term of a query, between quotes if it needs them."""
    if re.fullmatch(r'[^\s()"*]+', text):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
