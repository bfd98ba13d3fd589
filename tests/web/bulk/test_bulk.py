"""The same done to many models or versions."""

import html
import json
import re
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from mldb.schemas import (
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from registry_app.core.registry import Registry
from tests.web.page import hidden, seen, text


@pytest.fixture(autouse=True)
def _versions(registry: Registry) -> None:
    """Three versions of fraud, of which an alias points to the second, and an empty spam."""
    for name in ("fraud", "spam"):
        registry.models.create(MLModelCreate(name=name))
    for _ in range(3):
        registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=2))


def send(client: Client, kind: str, action: str, **data: Any) -> HttpResponseBase:
    return client.post(f"/bulk/{kind}", {"action": action, **data}, follow="step" in data)


def numbers(registry: Registry) -> list[int]:
    """Of the versions that are not in the trash."""
    return [version.number for version in registry.versions.get_all()]


def test_a_page_says_first_what_will_happen(editor: Client, registry: Registry) -> None:
    page = send(editor, "versions", "trash", v=["fraud/1", "fraud/2", "fraud/9"])

    assert "Move to the trash: 3 versions" in seen(page)
    assert "1 will be moved to the trash. 2 will stay unchanged:" in seen(page)
    assert "fraud/2 is in use as champion" in seen(page)
    assert "fraud/9: It no longer exists" in seen(page)
    assert numbers(registry) == [3, 2, 1]


def test_then_it_is_done_and_told(editor: Client, registry: Registry) -> None:
    page = send(
        editor,
        "versions",
        "trash",
        v=["fraud/1", "fraud/2"],
        step="do",
        reason="Old",
        back="/models/fraud",
    )

    assert numbers(registry) == [3, 2]
    assert "1 version moved to the trash. 1 left unchanged. fraud/2 is in use" in seen(page)
    assert page.redirect_chain == [("/models/fraud", 302)]  # type: ignore[attr-defined]
    assert registry.audit.get_all(limit=1)[0].reason == "Old"


def test_a_tag_is_asked_for_tried_and_set(editor: Client, registry: Registry) -> None:
    chosen = ["fraud", "spam"]
    asked = send(editor, "models", "tag", v=chosen)
    tried = send(editor, "models", "tag", v=chosen, step="check", key="team", value="risk")
    before = registry.model_tags.get_all()
    done = send(editor, "models", "tag", v=chosen, step="do", key="team", value="risk")

    assert 'name="key"' in text(asked)
    assert 'value="do"' not in text(asked)
    assert "2 will be tagged." in seen(tried)
    assert 'value="risk"' in text(tried)
    assert before == []
    assert "2 models tagged." in seen(done)
    assert [tag.value for tag in registry.model_tags.get_all()] == ["risk", "risk"]


def test_what_was_changed_since_it_was_tried_is_tried_again(
    editor: Client, registry: Registry
) -> None:
    tried = send(editor, "models", "tag", v=["spam"], step="check", key="team", value="risk")
    as_tried = '{"key":"team","value":"risk"}'
    values = {"v": ["spam"], "step": "do", "key": "team", "tried": as_tried}
    again = send(editor, "models", "tag", **values, value="fraud")
    before = registry.model_tags.get_all()
    send(editor, "models", "tag", **values, value="risk")

    assert f'name="tried" value="{as_tried}"' in text(tried)
    assert "1 will be tagged." in seen(again)
    assert before == []
    assert [tag.value for tag in registry.model_tags.get_all()] == ["risk"]


def test_a_tag_is_removed(editor: Client, registry: Registry) -> None:
    model = registry.models.get_by_name("fraud")
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="old"))
    page = send(editor, "models", "untag", v=["fraud", "spam"], step="do", key="old")

    assert "1 model without the tag now. 1 left unchanged. spam: It has no such tag." in seen(page)
    assert registry.model_tags.get_all() == []


def test_what_is_wrong_is_told_at_its_field_and_the_choice_is_kept(editor: Client) -> None:
    page = send(editor, "models", "tag", v=["fraud"], step="do", key="", value="risk")

    assert "Fill this in." in text(page)
    assert 'name="v" value="fraud"' in text(page)
    assert 'value="risk"' in text(page)


def test_all_that_the_query_finds_can_be_chosen(editor: Client, registry: Registry) -> None:
    page = send(editor, "versions", "trash", v=["fraud/1"], all="1", q="number>1", model="fraud")

    assert "Move to the trash: 2 versions" in seen(page)
    assert 'name="v" value="fraud/3"' in text(page)
    assert 'name="v" value="fraud/1"' not in text(page)


@pytest.mark.parametrize("action", ["trash", "tag"])
def test_more_than_fit_are_done_in_parts(
    editor: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """Also where what is done does not take them out of the search."""
    monkeypatch.setattr("registry_app.web.bulk.selection.BATCH_LIMIT", 2)
    values = {"q": "model:fraud sort:number", "key": "team", "value": "risk", "reason": "Old"}
    asked = send(editor, "versions", action, all="1", **values)
    carried = {name: hidden(asked, name) for name in ("following", "q", "model")}
    first = send(
        editor, "versions", action, step="do", v=["fraud/1", "fraud/2"], **values | carried
    )
    before = registry.audit.get_all()
    rest = send(editor, "versions", action, step="do", v=["fraud/3"], **values)

    assert "The search finds more than can be done at once." in seen(asked)
    assert ": 2 versions" in seen(asked)
    assert "The search finds more" not in seen(first)
    assert ": 1 version 1 will be" in seen(first)
    assert 'name="v" value="fraud/3"' in text(first)
    assert 'value="Old"' in text(first)
    assert {event.label for event in before} >= {"fraud/1"}
    assert "fraud/3" not in {e.label for e in before if e.reason == "Old"}
    assert "1 version " in seen(rest)
    assert registry.audit.get_all(limit=1)[0].label == "fraud/3"


def test_what_follows_may_be_gone_by_then(
    editor: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry_app.web.bulk.selection.BATCH_LIMIT", 1)
    registry.aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
    asked = send(editor, "versions", "trash", all="1", q="sort:number")
    following = hidden(asked, "following")
    for number in (2, 3):
        registry.versions.delete(registry.versions.get_by_number("fraud", number).id)
    page = send(
        editor,
        "versions",
        "trash",
        v=["fraud/1"],
        q="sort:number",
        step="do",
        following=following,
    )

    assert "1 version moved to the trash." in seen(page)
    assert "None" not in seen(page)


def test_ten_thousand_by_name_are_done_in_parts(
    editor: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The boxes of a page, then what the browser remembers of other pages, some of it gone."""
    monkeypatch.setattr("registry_app.web.bulk.selection.BATCH_LIMIT", 1_000)
    others = json.dumps([f"fraud/{number}" for number in [*range(2, 10_000), 1, 3]])
    asked = send(editor, "versions", "tag", v=["fraud/1"], selected=others)
    rest = re.search('name="selected" value="([^"]*)"', asked.content.decode())  # type: ignore[attr-defined]
    done = send(
        editor,
        "versions",
        "tag",
        v=["fraud/1"],
        selected='["fraud/3", "spam/1"]',
        step="do",
        key="team",
        value="risk",
    )

    assert "Set a tag: 1,000 versions" in seen(asked)
    assert "9,999 are selected, more than can be done at once." in seen(asked)
    assert "The next 8,999 follow when these are done." in seen(asked)
    assert rest is not None
    assert json.loads(html.unescape(rest[1]))[0] == "fraud/1001"
    assert "2 versions tagged. 1 left unchanged. spam/1: It no longer exists" in seen(done)


def test_batches_of_which_nothing_is_left_are_passed_over(
    editor: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry_app.web.bulk.selection.BATCH_LIMIT", 2)
    gone = ["fraud/8", "fraud/9", "spam/7", "spam/8"]
    asked = send(editor, "versions", "trash", selected=json.dumps([*gone, "fraud/1", *gone[:1]]))
    done = send(editor, "versions", "trash", v=["fraud/1"], selected=json.dumps(gone), step="do")

    assert "4 others of the selection no longer exist" in seen(asked)
    assert "Move to the trash: 1 version 4 others" in seen(asked)
    assert "1 version moved to the trash." in seen(done)
    assert numbers(registry) == [3, 2]


@pytest.mark.parametrize("selected", ["(", "7", '{"a": 1}', "[1, null, {}]", '["\\u0000/1"]'])
def test_a_selection_that_cannot_be_read_selects_nothing_more(
    editor: Client, selected: str
) -> None:
    page = send(editor, "versions", "trash", v=["fraud/1"], selected=selected)

    assert page.status_code == 200
    assert "1 will be moved to the trash." in seen(page)


def test_a_cursor_of_another_search_does_nothing_more(editor: Client, registry: Registry) -> None:
    values = {"v": ["fraud/1"], "step": "do", "following": "abc", "q": ""}

    assert send(editor, "versions", "trash", **values).status_code == 422
    assert (
        send(editor, "versions", "trash", **values | {"v": ["fraud/3"], "q": "("}).status_code
        == 400
    )
    assert numbers(registry) == [2]


@pytest.mark.parametrize("kind", ["models", "versions"])
def test_nothing_chosen_leads_back_with_a_sentence(editor: Client, kind: str) -> None:
    response = editor.post(f"/bulk/{kind}", {"action": "trash"}, follow=True)

    assert f"Select {kind} first" in seen(response)


def test_a_query_that_cannot_be_read_leads_back_with_a_sentence(editor: Client) -> None:
    response = editor.post("/bulk/models", {"action": "trash", "all": "1", "q": "("}, follow=True)

    assert "Something to search for is missing" in seen(response)


@pytest.mark.parametrize("more", [{"v": ["fraud/9", "x"]}, {"all": "1", "q": "zzz"}])
@pytest.mark.parametrize("action", ["trash", "tag"])
def test_what_is_gone_leads_back_with_a_sentence(
    editor: Client, action: str, more: dict[str, Any]
) -> None:
    response = editor.post("/bulk/versions", {"action": action, **more}, follow=True)

    assert "None of them exists any more" in seen(response)


def test_without_an_action_it_leads_back_with_a_sentence(editor: Client) -> None:
    response = editor.post("/bulk/models", {"v": ["spam"]}, follow=True)

    assert "Choose an action" in seen(response)


@pytest.mark.parametrize("step", ["check", "do"])
@pytest.mark.parametrize("action", ["tag", "trash"])
def test_a_reason_too_long_is_told_and_kept(
    editor: Client, registry: Registry, action: str, step: str
) -> None:
    reason = "x" * 1_001
    page = send(
        editor, "versions", action, v=["fraud/1"], step=step, key="a", value="b", reason=reason
    )

    assert page.status_code == (200 if step == "check" else 422)
    assert f'value="{reason}"' in text(page)
    assert ("The reason can't be used" in text(page)) == (step == "do")
    assert numbers(registry) == [3, 2, 1]


def test_a_hostile_tag_is_text(editor: Client, registry: Registry) -> None:
    """Blanks around it are part of a value, as everywhere."""
    value = ' "><script>alert(1)</script> '
    asked = send(editor, "versions", "tag", v=["fraud/1"], step="check", key="<b>", value=value)
    hidden_again = send(editor, "versions", "tag", v=["fraud/1"], step="do", key="<b>", value=value)
    (tag,) = registry.version_tags.get_all()

    assert b"<script>alert" not in asked.content + hidden_again.content  # type: ignore[attr-defined]
    assert (tag.key, tag.value) == ("<b>", value)


def test_all_that_is_found_is_compared_too(editor: Client) -> None:
    """Of more than fit one too many is named, so that the page says so."""
    response = send(editor, "versions", "compare", all="1", q="", model="fraud")

    assert response["Location"] == "/compare?v=fraud/3&v=fraud/2&v=fraud/1"


def test_one_or_too_many_are_answered_with_a_sentence(editor: Client, registry: Registry) -> None:
    for _ in range(30):
        registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    one = editor.post("/bulk/versions", {"action": "compare", "v": ["fraud/1"]}, follow=True)
    all_of_them = editor.post("/bulk/versions", {"action": "compare", "all": "1"}, follow=True)
    none = editor.post("/bulk/versions", {"action": "compare"}, follow=True)

    assert "Add a second version to compare with." in seen(one)
    assert "At most 20 versions fit: these are the first." in seen(all_of_them)
    assert "Select versions first" in seen(none)


def test_versions_are_compared_from_there(editor: Client) -> None:
    response = send(editor, "versions", "compare", v=["fraud/1", "fraud/3"])

    assert response["Location"] == "/compare?v=fraud/1&v=fraud/3"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_led_elsewhere(editor: Client, back: str) -> None:
    response = editor.post("/bulk/models", {"action": "trash", "back": back})

    assert response["Location"] == "/models"


def test_an_unknown_action_is_not_found(editor: Client) -> None:
    assert send(editor, "models", "explode", v=["fraud"]).status_code == 404


def test_a_viewer_is_offered_to_compare_only(viewer: Client) -> None:
    page = text(viewer.get("/models/fraud"))

    assert "/bulk/" not in page
    assert "Compare selected" in page
    assert "/bulk/" not in text(viewer.get("/models"))
    assert viewer.post("/bulk/models", {"action": "trash", "v": ["spam"]}).status_code == 403


def test_an_editor_is_offered_all(editor: Client) -> None:
    assert 'name="action" value="compare"' in text(editor.get("/versions"))
    assert 'name="action" value="compare"' not in text(editor.get("/models"))
    assert 'aria-label="Select fraud"' in text(editor.get("/models"))
