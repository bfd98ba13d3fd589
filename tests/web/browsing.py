"""What a browser makes of the addresses on a page, by the URL standard (https://url.spec.whatwg.org)."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

from ada_url import URL
from django.urls import ResolverMatch, resolve

ORIGIN = "http://testserver"
ADDRESSES = {
    *("href", "src", "action", "formaction", "data-live"),
    *("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"),
}
# Attributes of ours that hold no address; a new one has to be looked at.
NO_ADDRESSES = {
    *("data-label", "data-state", "data-live-part", "data-metric", "data-number", "data-value"),
    *("data-best", "data-aliases", "data-copy", "data-dismiss", "data-cancel", "data-choose-page"),
    *("data-selection", "data-selection-bar", "data-selection-clear", "data-selection-done"),
    *("data-selected", "data-columns", "data-column-filter", "data-column-group"),
    *("data-theme-form", "data-bs-theme", "data-undo", "data-draft", "data-unsaved"),
    *("data-logout", "data-page", "data-warn", "data-leave", "data-lines"),
    *("data-upload", "data-upload-progress", "data-live-every", "data-kept"),
    *("data-chart-controls", "data-main", "data-reset", "data-smooth", "data-x", "data-y"),
    *("hx-target", "hx-swap", "hx-select", "hx-trigger", "hx-boost", "hx-headers", "hx-include"),
    *("data-key", "data-key-label", "data-keys-open", "data-times-toggle", "data-shows"),
    *("data-completions", "data-facets", "data-searching", "data-unfinished"),
    *("data-chart", "data-high", "data-highlight", "data-low"),
    *("hx-sync", "hx-push-url", "hx-history", "hx-swap-oob", "data-day-picker"),
}


@dataclass(frozen=True)
class Address:
    """An address on a page, as it stands there; `label` is what its element says it is for."""

    attribute: str
    given: str
    page: str
    label: str = ""
    target: str = ""

    @property
    def resolved(self) -> str:
        """What a browser asks for."""
        return str(URL(self.given, base=f"{ORIGIN}{self.page}").href)

    @property
    def meant(self) -> str:
        """What a person reads: an absolute path, a query or a fragment of this page."""
        base = f"{ORIGIN}{self.page}".partition("#")[0]
        if self.given.startswith("/") and not self.given.startswith("//"):
            return f"{ORIGIN}{self.given}"
        if self.given.startswith("?"):
            return base.partition("?")[0] + self.given
        return f"{base}{self.given}" if self.given.startswith("#") else self.given

    @property
    def path(self) -> str:
        """The resolved address without its origin and fragment."""
        return self.resolved.removeprefix(ORIGIN).partition("#")[0]


def view_of(path: str) -> tuple[ResolverMatch, dict[str, str]]:
    """The view that answers at this path, and the parameters of its query."""
    split = urlsplit(path)
    query = parse_qs(split.query, keep_blank_values=True)
    return resolve(unquote(split.path)), {name: values[-1] for name, values in query.items()}


def addresses(page: str, source: str) -> list[Address]:
    """All addresses on a page, or on a part of it, that was found at this path."""
    parser = _Addresses(page)
    parser.feed(source)
    parser.close()
    return parser.found


class _Addresses(HTMLParser):
    """Collects addresses; that of a form is labelled as its button is."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Address] = []
        self._page = page
        self._of_form: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        unknown = {name for name in given if name.startswith(("data-", "hx-"))}
        assert unknown <= ADDRESSES | NO_ADDRESSES, unknown
        label = given.get("aria-label", "")
        if tag == "button" and label:
            self._label_form(label)
        if tag == "form":
            self._of_form = []
        for name, value in self._addresses(given):
            self._of_form += [len(self.found)] if tag == "form" else []
            self.found.append(Address(name, value, self._page, label, given.get("hx-target", "")))

    def _addresses(self, given: dict[str, str]) -> Iterator[tuple[str, str]]:
        return ((name, value) for name, value in given.items() if name in ADDRESSES)

    def _label_form(self, label: str) -> None:
        for index in self._of_form:
            one = self.found[index]
            self.found[index] = Address(one.attribute, one.given, one.page, label, one.target)
