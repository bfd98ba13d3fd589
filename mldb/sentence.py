"""Capitalises messages."""


def sentence(text: str) -> str:
    """The text with a capital first letter; the rest, such as a path, stays as it is.

    `str.capitalize` would convert the rest to lower case.
    """
    return text[:1].upper() + text[1:]
