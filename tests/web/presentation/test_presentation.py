"""Filters and functions of all templates."""

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.template import engines
from django.test import AsyncRequestFactory, RequestFactory
from django.urls import reverse

from mldb.schemas import AuditEventRead, MLModelVersionRead, TrashStates
from mldb.values.enums import AuditAction
from registry_app.web.macros import macro
from registry_app.web.presentation import links
from registry_app.web.presentation.changes import shortened
from registry_app.web.presentation.events import event_changes
from registry_app.web.presentation.values import breakable, duration, first_line

NOON = datetime(2026, 3, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))


def rendered(source: str, address: str = "/", **context: object) -> str:
    request = RequestFactory().get(address)
    return engines["jinja2"].from_string(source).render(context, request)


def event(**changed: object) -> AuditEventRead:
    complete = {
        "id": 1,
        "occurred_at": NOON,
        "actor": "alice",
        "via": None,
        "action": AuditAction.UPDATE,
        "entity": "model",
        "entity_id": 1,
        "label": "fraud",
        "model_id": 1,
        "changes": {},
        "reason": None,
    }
    return AuditEventRead.model_validate(complete | changed)


def test_a_time_is_shown_in_utc() -> None:
    assert rendered("{{ at|exact }}", at=NOON) == (
        '<time datetime="2026-03-01T12:00:00+00:00" data-shows="minute">2026-03-01 12:00 UTC</time>'
    )


def test_how_long_ago_has_the_exact_time_on_hover() -> None:
    at = datetime.now(UTC) - timedelta(hours=3, minutes=1)
    text = rendered("{{ at|ago }}", at=at)

    assert f'title="{at:%Y-%m-%d %H:%M:%S} UTC"' in text
    assert "3\N{NO-BREAK SPACE}hours ago" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\N{EN DASH}"),
        ("", "(empty)"),
        (0, "0"),
        (False, "False"),
        (0.25, "0.25000"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 80 + "…"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_value_is_shown_in_short(value: object, text: str) -> None:
    assert rendered("{{ value|shown }}", value=value) == text


def test_a_long_text_opens_and_is_no_markup() -> None:
    markup = shortened("<b>" * 40, None)

    assert markup.startswith('<details class="whole"><summary><span class="lines">&lt;b&gt;')
    assert markup.endswith(f'<div class="lines" dir="auto">{"&lt;b&gt;" * 40}</div></details>')
    assert "<b>" not in markup


def test_no_number_is_a_dash() -> None:
    assert rendered("{{ a|number }} {{ b|number }}", a=None, b=0.0) == "\N{EN DASH} 0"


EMPTY = '<span class="empty-value">(empty)</span>'


@pytest.mark.parametrize(
    ("action", "field", "before", "after", "shown"),
    [
        (AuditAction.UPDATE, "deleted_at", None, "2026", None),
        # What a thing comes or goes without goes without saying.
        (AuditAction.CREATE, "description", None, "", None),
        (AuditAction.PURGE, "description", "", None, None),
        # But a key that has no value is there, or is not.
        (AuditAction.CREATE, "tags.deprecated", None, "", ("", EMPTY)),
        (AuditAction.UPDATE, "tags.deprecated", "", None, (EMPTY, "")),
        (AuditAction.UPDATE, "description", "", "x", (EMPTY, "x")),
        (AuditAction.UPDATE, "description", "x", "", ("x", EMPTY)),
        (AuditAction.UPDATE, "description", None, "", ("", EMPTY)),
        (AuditAction.UPDATE, "a", None, 0, ("", "0")),
        (AuditAction.UPDATE, "a", False, True, ("no", "yes")),
        (AuditAction.UPDATE, "a", 1, "1", ("1", "&#34;1&#34;")),
        (AuditAction.UPDATE, "a", "x", None, ("x", "")),
        (AuditAction.UPDATE, "columns", [], ["a", "b"], (EMPTY, "a, b")),
        (AuditAction.UPDATE, "password_hash", "(hidden)", "(hidden)", ("", "(hidden)")),
    ],
)
def test_a_change_says_what_was_and_what_is(
    action: AuditAction, field: str, before: object, after: object, shown: tuple[str, str] | None
) -> None:
    found = event_changes(event(action=action, changes={field: (before, after)}))
    pairs = [(one.before, one.after) for one in found]

    assert pairs == ([shown] if shown else [])


def test_lists_that_differ_look_different() -> None:
    (change,) = event_changes(event(changes={"columns": (["a, b"], ["a", "b"])}))

    assert change.before != change.after


def test_numbers_that_differ_look_different() -> None:
    (change,) = event_changes(event(changes={"metrics.auc": (0.912341, 0.912344)}))

    assert (change.before, change.after) == ("0.912341", "0.912344")


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({"label": "a & b"}, '<a dir="auto" href="/models/a%20&amp;%20b">a &amp; b</a>'),
        ({"entity": "version", "label": "m/3"}, '<a dir="auto" href="/models/m/3">m/3</a>'),
        ({"entity_id": 2}, "<bdi>fraud</bdi>"),
        ({"entity_id": 3, "label": "<old>"}, "<bdi>&lt;old&gt;</bdi>"),
        ({"entity": "staff user", "label": "<bob>"}, "<bdi>&lt;bob&gt;</bdi>"),
        ({"entity": "API token", "label": "bob/ci"}, "<bdi>bob/ci</bdi>"),
    ],
)
def test_a_visible_subject_is_a_link(changed: dict[str, object], subject: str) -> None:
    found = event(**changed)

    states = TrashStates()
    states |= {("model", 1): None, ("version", 1): None, ("model", 2): ("model", 2)}

    assert macro("history/subject.html", "subject")(found, states) == subject


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/", "?page=2"),
        ("/?q=a+b&page=1", "?q=a+b&amp;page=2"),
        ("/?q=%22%3E", "?q=%22%3E&amp;page=2"),
        ("/?q=", "?page=2"),
    ],
)
def test_the_rest_of_the_address_is_kept(address: str, text: str) -> None:
    assert rendered("{{ with_query(request, page=2) }}", address) == text


def test_none_leaves_a_parameter_out() -> None:
    assert rendered("{{ with_query(request, page=none) }}", "/?page=3&size=25") == "?size=25"


def test_a_tuple_repeats_a_parameter() -> None:
    request = RequestFactory().get("/compare?v=c/3&size=25")

    assert links.with_query(request, v=("a/1", "b/2")) == "?v=a/1&v=b/2&size=25"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("q=é", "é"),
        ("q=模型+ü", "模型 ü"),
        ("q=é%26=%22%C3%BC", 'é&="ü'),
        ("q=%C3%A9", "é"),
        ("q=Ã©", "Ã©"),
    ],
)
def test_links_ask_for_the_text_that_was_sent_as_it_is(query: str, text: str) -> None:
    scope: dict[str, Any] = dict(AsyncRequestFactory().get("/models").scope)
    request = ASGIRequest(scope | {"query_string": f"{query}&size=50".encode()}, BytesIO())
    address = links.with_query(request, size=100)

    assert request.GET["q"] == text
    assert RequestFactory().get(f"/models{address}").GET.dict() == {"q": text, "size": "100"}


@pytest.mark.parametrize("character", ["x", "é", "&"])
def test_a_very_long_query_is_kept_whole(character: str) -> None:
    typed = character * 60_000
    request = RequestFactory().get("/models", {"q": typed, "size": "50"})
    address = links.with_query(request, size=100)

    assert RequestFactory().get(f"/models{address}").GET.dict() == {"q": typed, "size": "100"}


@pytest.mark.parametrize(
    ("cookie", "header", "theme"),
    [
        ("dark", "light", "dark"),
        ("", "dark", "dark"),
        ("pink", "", ""),
        ("", "", ""),
    ],
)
def test_the_theme_is_the_chosen_one_or_the_system_s(cookie: str, header: str, theme: str) -> None:
    request = RequestFactory().get("/", headers={"Sec-CH-Prefers-Color-Scheme": header})
    request.COOKIES["theme"] = cookie

    assert links.theme(request) == theme


def version(**values: Any) -> MLModelVersionRead:
    return MLModelVersionRead.model_construct(None, **values)


@pytest.mark.parametrize("name", ["auc", "a/b", "100% & <b>?#", "ü ~:@!$&'()*+,;="])
@pytest.mark.parametrize(
    ("kind", "owner", "key"),
    [
        ("metric", version(model_name="a b", number=3), ["a b", 3]),
        ("param", version(model_name="ü?", number=1), ["ü?", 1]),
        ("version-tag", version(model_name="a#b", number=2), ["a#b", 2]),
        ("model-tag", SimpleNamespace(name="100%"), ["100%"]),
    ],
)
def test_an_item_is_named_in_the_query_of_its_address(
    kind: str, owner: SimpleNamespace, key: list[object], name: str
) -> None:
    for action in ("update", "delete"):
        address = links.item_url(kind, action, owner, name)
        path, _, query = address.partition("?")

        assert path == reverse(f"registry:{kind}-{action}", args=key)
        assert parse_qs(query, strict_parsing=True) == {"name": [name]}
    assert links.item_url(kind, "create", owner) == reverse(f"registry:{kind}-create", args=key)


@pytest.mark.parametrize("name", ["fraud", "100% & <b>?#", "ü ~:@!$&'()*+,;=", "%s", "."])
def test_urls_are_those_of_the_url_patterns(name: str) -> None:
    views: dict[str, list[object]] = {
        "model-detail": [name],
        "version-detail": [name, 3],
        "alias-history": [name],
        "event": [123456789012345678],
    }

    for view, arguments in views.items():
        assert links.url(f"registry:{view}", *arguments) == reverse(
            f"registry:{view}", args=arguments
        )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0\xa0s"),
        (9.96, "10.0\xa0s"),
        (10.4, "10\xa0s"),
        (60, "1\xa0min"),
        (3_599.9, "59\xa0min 59\xa0s"),
        (3_661, "1\xa0h 1\xa0min"),
        (86_400, "1\xa0d"),
        (200_000, "2\xa0d 7\xa0h"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("\n\n# Who leaves?\n\nMore", "Who leaves?"),
        ("---\n> * quoted", "quoted"),
        ("x" * 200, f"{'x' * 80}…"),
    ],
)
def test_the_first_line_that_says_something(text: str, line: str) -> None:
    assert first_line(text) == line


def test_a_long_name_may_be_broken_at_the_ends_of_its_parts() -> None:
    name = "train/<b>_segment.mobile-app"

    assert breakable(name) == "train/&lt;b&gt;_<wbr>segment.<wbr>mobile-app"
    assert breakable("learning_rate") == "learning_rate"
