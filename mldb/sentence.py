"""Sentences that begin with something that has a name."""


def sentence(text: str) -> str:
    """The text with a capital first letter; everything behind it, such as a path, stays as it is.

    `str.capitalize` would put all the rest into lower case.
    """
    return text[:1].upper() + text[1:]
