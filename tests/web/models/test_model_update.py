"""Changing a model."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelRead, MLModelUpdate, MLModelVersionCreate
from mldb.values.enums import Goal
from registry_app.core.registry import Registry
from tests.web.page import hidden, text

ADDRESS = "/models/fraud/edit"


@pytest.fixture
def model(registry: Registry) -> MLModelRead:
    return registry.models.create(
        MLModelCreate(
            name="fraud", description="old", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE
        )
    )


def send(client: Client, **changed: object) -> Any:
    complete = {
        "row_version": 1,
        "name": "fraud",
        "description": "new",
        "primary_metric": "auc",
        "primary_metric_goal": "maximize",
    }
    return client.post(ADDRESS, complete | changed)


def test_the_page_shows_what_is_stored(editor: Client, model: MLModelRead) -> None:
    response = editor.get(ADDRESS)

    assert "old</textarea>" in text(response)
    assert '<option value="maximize" selected>' in text(response)
    assert hidden(response, "row_version") == "1"


def test_it_saves_and_says_so(editor: Client, registry: Registry, model: MLModelRead) -> None:
    response = send(editor, primary_metric_goal=Goal.MINIMIZE, reason="It is a loss")
    stored = registry.models.get(model.id)

    assert response["Location"] == "/models/fraud"
    assert "Saved." in text(editor.get("/models/fraud"))
    assert (stored.description, stored.primary_metric_goal) == ("new", "minimize")
    assert registry.audit.get_all()[0].reason == "It is a loss"


def test_the_primary_metric_can_be_taken_away(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    send(editor, primary_metric="", primary_metric_goal="")

    assert registry.models.get(model.id).primary_metric is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"primary_metric_goal": ""}, "to be maximized or minimized"),
        ({"primary_metric": "a\x07"}, "Control characters"),
        ({"row_version": ""}, "Enter a whole number."),
        ({"row_version": "nonsense"}, "Enter a whole number."),
        ({"reason": "x" * 1_001}, "The reason can't be used"),
    ],
)
def test_a_refusal_shows_the_message_and_keeps_what_was_typed(
    editor: Client,
    registry: Registry,
    model: MLModelRead,
    changed: dict[str, str],
    message: str,
) -> None:
    response = send(editor, description="typed text", **changed)

    assert response.status_code == 422
    assert message in text(response)
    assert "typed text</textarea>" in text(response)
    assert registry.models.get(model.id) == model


class TestSomebodyElseSavedFirst:
    @pytest.fixture(autouse=True)
    def theirs(self, registry: Registry, model: MLModelRead) -> None:
        registry.models.update(model.id, MLModelUpdate(row_version=1, description="their text"))

    def test_both_are_shown_and_nothing_is_lost(self, editor: Client, registry: Registry) -> None:
        response = send(editor, description="my text")

        assert response.status_code == 409
        assert '<td class="wrap">their text</td><td class="wrap">my text</td>' in text(response)
        assert "my text</textarea>" in text(response)
        assert registry.models.get_by_name("fraud").description == "their text"

    def test_fields_that_agree_are_not_compared(self, editor: Client) -> None:
        assert '<th scope="row">Goal</th>' not in text(send(editor))

    def test_sending_it_again_keeps_mine(self, editor: Client, registry: Registry) -> None:
        conflict = send(editor, description="my text")
        response = send(editor, description="my text", row_version=hidden(conflict, "row_version"))

        assert response.status_code == 302
        assert registry.models.get_by_name("fraud").description == "my text"


def test_a_model_in_the_trash_cannot_be_changed(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    registry.models.delete(model.id)

    assert editor.get(ADDRESS).status_code == 404
    assert send(editor).status_code == 404


def test_it_renames_and_says_so(editor: Client, registry: Registry, model: MLModelRead) -> None:
    response = send(editor, name="fraud-detector", description="old", reason="Clearer")

    assert response["Location"] == "/models/fraud-detector"
    assert "It is called fraud-detector now." in text(editor.get("/models/fraud-detector"))
    assert registry.audit.get_all()[0].changes == {"name": ("fraud", "fraud-detector")}


def test_a_used_name_is_refused_at_its_field_and_what_was_typed_is_kept(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    other = registry.models.create(MLModelCreate(name="other"))
    registry.models.update(other.id, MLModelUpdate(row_version=1, name="another"))
    response = send(editor, name="other", description="typed")

    assert response.status_code == 409
    assert "The name 'other' was used before." in text(response)
    assert "typed</textarea>" in text(response)
    assert registry.models.get(model.id).name == "fraud"


@pytest.mark.parametrize(
    "page", ["", "/edit", "/history", "/aliases", "/trend?metric=auc", "/new-version", "/1"]
)
def test_pages_of_the_old_name_say_the_new_one(
    editor: Client, registry: Registry, model: MLModelRead, page: str
) -> None:
    registry.models.update(model.id, MLModelUpdate(row_version=1, name="b & c"))
    response = editor.get(f"/models/fraud{page}")

    assert response.status_code == 404
    assert '<a href="/models/b%20&%20c">b & c</a>' in text(response)
    assert "It may be in the trash" not in text(response)


def test_the_history_links_to_what_the_model_is_called_now(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    data = MLModelVersionCreate(model_name="fraud", source="s3://b/m")
    registry.versions.create(data)
    registry.models.update(model.id, MLModelUpdate(row_version=1, name="b"))

    assert '<a dir="auto" href="/models/b/1">fraud/1</a>' in text(editor.get("/history"))
    assert '<a dir="auto" href="/models/b/1">fraud/1</a>' in text(editor.get("/models/b/1"))
    found = editor.get(between(text(editor.get("/models/b/1")), '<p class="more"><a href="', '"'))
    assert "fraud/1" in text(found)


def test_a_restored_model_that_stepped_aside_says_its_name(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    registry.models.delete(model.id)
    registry.models.create(MLModelCreate(name="fraud"))
    page = editor.get(f"/trash/models/{model.id}/restore")
    response = editor.post(f"/trash/models/{model.id}/restore", {"numbers": ""})

    assert "Restore fraud (2)" in text(page)
    assert response["Location"] == "/models/fraud%20(2)"
    assert "fraud (2) is back." in text(editor.get(response["Location"]))


def between(page: str, start: str, end: str) -> str:
    return unescape(page.split(start, 1)[1].split(end, 1)[0])
