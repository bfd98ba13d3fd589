"""Reading a page as a person does."""

import html
import re

from django.http import HttpResponseBase
from django.test import Client

from mldb.values.enums import Role
from registry_app.core.registry import Registry


def text(response: HttpResponseBase) -> str:
    """The page's source with its entities resolved."""
    return html.unescape(response.getvalue().decode() if response.streaming else _body(response))


def seen(response: HttpResponseBase) -> str:
    """What a person reads: the words without the tags, every gap one blank."""
    source = re.sub(r"<[^>]*>", " ", _body(response))
    return re.sub(r"\s+", " ", html.unescape(source))


def rows(response: HttpResponseBase) -> list[str]:
    """What the rows of the list are about."""
    return re.findall(r'class="row-(?:link|title)"[^>]*>([^<]*)<', text(response))


def pages(response: HttpResponseBase) -> dict[str, str]:
    """Addresses of the pages beside this one of a list, by what the links say."""
    found = re.findall(r'<a class="btn btn-sm"[^>]* href="([^"]*)">([^<]*)</a>', text(response))
    path = response.request["PATH_INFO"]  # type: ignore[attr-defined]  # the test client adds it
    return {word.strip("←→ "): f"{path}{query}" for query, word in found}


def _body(response: HttpResponseBase) -> str:
    content: bytes = getattr(response, "content", b"")
    # Where a line may leave a name is nothing that a person reads.
    return content.decode().replace("<wbr>", "")


def hidden(response: HttpResponseBase, name: str) -> str:
    """What the page's form carries along under this name."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', text(response))
    assert found is not None, f"The page has no hidden field {name}."
    return found[1]


def user_id(role: Role) -> int:
    """Id of the staff user whom a fixture logged in."""
    return Registry().staff.get_by_username(role.value).id


def is_logged_in(client: Client) -> bool:
    """Whether this browser gets past the login."""
    return client.get("/account").status_code == 200
