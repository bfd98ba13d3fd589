"""What a browser sends of a page's form when nobody touches it (HTML, form submission)."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponseBase


class _Forms(HTMLParser):
    """The forms of a page: what each would send, by the path it sends to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, Any]] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "sent": {}})
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(given, name)
        elif tag == "textarea":
            self._area = name
            self._set(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._option(given, self._select)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._set(self._area, self._sent[self._area] + data)

    @property
    def _sent(self) -> dict[str, str]:
        sent: dict[str, str] = self.forms[-1]["sent"]
        return sent

    def _set(self, name: str, value: str) -> None:
        self._sent[name] = value

    def _option(self, given: dict[str, str], name: str) -> None:
        # Without a selected one a browser takes the first.
        if "selected" in given or name not in self._sent:
            self._set(name, given.get("value", ""))

    def _input(self, given: dict[str, str], name: str) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind in {"checkbox", "radio"}:
            if "checked" in given:
                self._set(name, given.get("value", "on"))
        else:
            self._set(name, value if kind == "hidden" else re.sub(r"[\r\n]", "", value))


def untouched(response: HttpResponseBase) -> dict[str, str]:
    """What the page's own form sends as it came."""
    source = getattr(response, "content", b"").decode()
    # As the parser's input stream and a text area's first line end are read.
    source = re.sub(r"\r\n?", "\n", source)
    source = re.sub(r"(<textarea[^>]*>)\n", r"\1", source)
    parser = _Forms()
    parser.feed(source)
    (form,) = [form for form in parser.forms if "row_version" in form["sent"]]
    return {name: re.sub(r"\r\n?|\n", "\r\n", value) for name, value in form["sent"].items()}
