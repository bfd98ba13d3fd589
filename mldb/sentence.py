"""Capitalizes sentences."""


def sentence(text: str) -> str:
    """The text with a capital first letter; the rest, such as a path, is unchanged.

    `str.capitalize` would change the rest to lower case.
    """
    return text[:1].upper() + text[1:]
