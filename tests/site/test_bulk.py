"""The same done to many models or versions."""

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from registry_app.registry import Registry
from tests.site.page import seen, text


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
    assert "1 will be moved to the trash. 2 will be left as they are:" in seen(page)
    assert "fraud/2 is in use as champion" in seen(page)
    assert "fraud/9 It is not there any more" in seen(page)
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
    assert "1 version moved to the trash. 1 left as they were. fraud/2: fraud/2 is in use" in seen(
        page
    )
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


def test_a_tag_is_removed(editor: Client, registry: Registry) -> None:
    model = registry.models.get_by_name("fraud")
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="old"))
    page = send(editor, "models", "untag", v=["fraud", "spam"], step="do", key="old")

    assert "1 model without the tag now. 1 left as they were. spam: It has no such tag." in seen(
        page
    )
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


def test_more_than_fit_are_cut_off_and_told(
    editor: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry_app.bulk.selection.BATCH_LIMIT", 2)
    page = send(editor, "versions", "trash", all="1", q="")

    assert "There are more: these are the first 2." in seen(page)


@pytest.mark.parametrize("kind", ["models", "versions"])
def test_nothing_chosen_leads_back_with_a_sentence(editor: Client, kind: str) -> None:
    response = editor.post(f"/bulk/{kind}", {"action": "trash"}, follow=True)

    assert f"Choose {kind} first" in seen(response)


def test_a_query_that_cannot_be_read_leads_back_with_a_sentence(editor: Client) -> None:
    response = editor.post("/bulk/models", {"action": "trash", "all": "1", "q": "("}, follow=True)

    assert "Something to search for is missing" in seen(response)


def test_versions_are_compared_from_there(editor: Client) -> None:
    response = send(editor, "versions", "compare", v=["fraud/1", "fraud/3"])

    assert response["Location"] == "/compare?v=fraud%2F1&v=fraud%2F3"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_led_elsewhere(editor: Client, back: str) -> None:
    response = editor.post("/bulk/models", {"action": "trash", "back": back})

    assert response["Location"] == "/models"


def test_without_an_action_one_is_asked_for(editor: Client) -> None:
    response = send(editor, "models", "explode", v=["fraud"])

    assert response["Location"] == "/models"
    assert "Choose what to do" in text(editor.get("/models"))


def test_a_viewer_is_offered_to_compare_only(viewer: Client) -> None:
    page = text(viewer.get("/models/fraud"))

    assert "/bulk/" not in page
    assert "Compare the chosen ones" in page
    assert "/bulk/" not in text(viewer.get("/models"))
    assert viewer.post("/bulk/models", {"action": "trash", "v": ["spam"]}).status_code == 403


def test_an_editor_is_offered_all(editor: Client) -> None:
    assert 'name="action" value="compare"' in text(editor.get("/versions"))
    assert 'name="action" value="compare"' not in text(editor.get("/models"))
    assert 'aria-label="Choose fraud"' in text(editor.get("/models"))
