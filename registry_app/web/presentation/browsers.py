"""Names of browsers and systems from the User-Agent header."""

from typing import Final

UNKNOWN: Final = "Unknown browser"
_SHOWN: Final = 40
# Browsers claim to be others, too: the first that fits is the right one.
_BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS: Final = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser(user_agent: str | None) -> str:
    """Browser and system, such as `Firefox on Linux`; the header in short for others."""
    if not user_agent:
        return UNKNOWN
    name = _first(_BROWSERS, user_agent)
    if name is None:
        return user_agent if len(user_agent) <= _SHOWN else f"{user_agent[:_SHOWN]}…"
    system = _first(_SYSTEMS, user_agent)
    return f"{name} on {system}" if system else name


def _first(words: dict[str, str], text: str) -> str | None:
    return next((word for sign, word in words.items() if sign in text), None)
