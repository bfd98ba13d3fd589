"""Columns and density that a list remembers, for a person and as the default for all."""

import re
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from mldb.schemas import (
    ListPreferenceWrite,
    MLModelCreate,
    MLModelVersionCreate,
    SavedViewCreate,
    ShownList,
)
from mldb.search.fields import ListType
from mldb.values.enums import Role
from registry_app.core.registry import Registry
from tests.web.page import seen, text, user_id

MODELS = ShownList(ListType.MODELS)


@pytest.fixture(autouse=True)
def _versions(registry: Registry) -> None:
    """A model with a version, and another one."""
    registry.models.create(MLModelCreate(name="fraud"))
    registry.models.create(MLModelCreate(name="spam"))
    registry.versions.create(
        MLModelVersionCreate(
            model_name="fraud",
            source="s3://b/1",
            metrics={"auc": 0.5},
            params={"<script>": "1"},
            tags={"team": "risk"},
        )
    )


def send(client: Client, action: str = "", **data: Any) -> HttpResponseBase:
    return client.post("/lists", {"list": "models", "back": "/models", "action": action} | data)


def heads(client: Client, path: str) -> list[str]:
    """The headings of the list's columns, without the one of the boxes."""
    found = re.findall(r"<th scope=\"col\".*?</th>", text(client.get(path)), re.DOTALL)
    words = [re.sub("<[^>]*>", "", one).strip() for one in found]
    return [one for one in words if one != "Selection"]


def test_columns_are_remembered_for_the_list(viewer: Client) -> None:
    response = send(viewer, "columns", col=["tags", "latest", "tags", ""])

    assert response["Location"] == "/models"
    assert heads(viewer, "/models") == ["Name", "Tags", "Latest"]
    assert "tags" not in heads(viewer, "/versions")


def test_a_list_of_one_model_has_its_own(viewer: Client, registry: Registry) -> None:
    model = registry.models.get_by_name("fraud")
    values = {"list": "versions", "back": "/models/fraud?q=number>0"}
    response = send(viewer, "columns", col=["metric.auc"], model=model.id, **values)

    assert response["Location"] == "/models/fraud?q=number%3E0"
    assert heads(viewer, "/models/fraud") == ["Version", "auc"]
    assert heads(viewer, "/models/spam") == heads(viewer, "/models/spam?col=")
    assert heads(viewer, "/versions")[0] == "Model"
    assert "auc" not in heads(viewer, "/versions")


def test_others_see_what_they_saw(viewer: Client, editor: Client) -> None:
    before = heads(editor, "/models")
    send(viewer, "columns", col=["tags"])

    assert heads(editor, "/models") == before


def test_the_url_comes_first_and_can_be_kept(viewer: Client) -> None:
    send(viewer, "columns", col=["tags"])
    page = viewer.get("/models?col=latest&col=by")

    assert "The columns of this link." in seen(page)
    assert 'name="col" value="by"' in text(page)
    assert "Back to my columns" in seen(page)
    assert "of this link" not in seen(viewer.get("/models?col=tags"))
    assert heads(viewer, "/models?col=latest") == ["Name", "Latest"]


def test_a_saved_view_is_shown_as_it_was_saved(viewer: Client, registry: Registry) -> None:
    before = heads(viewer, "/models")
    view = registry.saved_views.create(
        SavedViewCreate(user_id=user_id(Role.VIEWER), kind=ListType.MODELS, name="All")
    )
    send(viewer, "columns", col=["tags"])

    assert heads(viewer, f"/models?view={view.id}") == before
    assert "All, changed" not in seen(viewer.get(f"/models?view={view.id}"))


def test_a_view_keeps_the_remembered_columns(viewer: Client) -> None:
    send(viewer, "columns", col=["tags", "latest"])

    assert "/views/new?list=models&col=tags&col=latest" in text(viewer.get("/models"))


def test_a_file_has_the_columns_of_the_page(viewer: Client) -> None:
    send(viewer, "columns", col=["tags"])

    assert text(viewer.get("/models?format=csv")).splitlines()[0] == "name,tags"


def test_columns_are_reset(viewer: Client) -> None:
    before = heads(viewer, "/models")
    send(viewer, "columns", col=["tags"])
    offered = seen(viewer.get("/models?choose=columns"))
    send(viewer, "reset")

    assert "Reset columns" in offered
    assert heads(viewer, "/models") == before
    assert "Reset columns" not in seen(viewer.get("/models?choose=columns"))


def test_an_admin_sets_the_default_for_all(
    admin: Client, viewer: Client, editor: Client, registry: Registry
) -> None:
    send(editor, "columns", col=["by"])
    response = send(admin, "default", col=["tags", "latest"])
    (event,) = registry.audit.get_all(limit=1)

    assert response["Location"] == "/models"
    assert heads(viewer, "/models") == heads(admin, "/models") == ["Name", "Tags", "Latest"]
    assert heads(editor, "/models") == ["Name", "Registered by"]
    assert event.label == "default columns of models"
    assert "admin changed default columns of models" in seen(viewer.get("/history"))
    assert "tags, latest" in seen(viewer.get(f"/history/{event.id}"))


def test_only_an_admin_does(editor: Client) -> None:
    assert "Make them the default" not in text(editor.get("/models?choose=columns"))
    assert send(editor, "default", col=["tags"]).status_code == 403


def test_rows_are_compact_where_somebody_wants_that(viewer: Client, editor: Client) -> None:
    response = send(viewer, "density", density="compact", back="/models?q=fraud&col=tags")

    assert response["Location"] == "/models?q=fraud&col=tags"
    assert "Roomy rows" in seen(viewer.get("/models"))
    assert 'selectable compact"' in text(viewer.get("/models"))
    assert "Compact rows" in seen(viewer.get("/versions"))
    assert "Compact rows" in seen(editor.get("/models"))
    send(viewer, "density", density="roomy")
    assert "Compact rows" in seen(viewer.get("/models"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"up": "tags"}, "/models?choose=columns&col=tags&col=latest&col=by"),
        ({"down": "latest"}, "/models?choose=columns&col=tags&col=latest&col=by"),
        ({"up": "latest"}, "/models?choose=columns&col=latest&col=tags&col=by"),
        ({"down": "by"}, "/models?choose=columns&col=latest&col=tags&col=by"),
        ({"down": "nix"}, "/models?choose=columns&col=latest&col=tags&col=by"),
    ],
)
def test_without_javascript_a_column_is_moved_by_a_button(
    viewer: Client, data: dict[str, str], expected: str
) -> None:
    response = send(viewer, col=["latest", "tags", "by"], **data)

    assert sorted(response["Location"].split("?")[1].split("&")) == sorted(
        expected.split("?")[1].split("&")
    )
    columns = re.findall("col=(\\w+)", response["Location"])
    assert columns == re.findall("col=(\\w+)", expected)
    assert heads(viewer, "/models")[1] == "Latest"


def test_without_javascript_names_are_filtered_by_a_button(viewer: Client) -> None:
    response = send(viewer, "filter", col=["tags"], names="AU")
    page = viewer.get(response["Location"])

    assert "Metrics to add: 1" in seen(page)
    assert "Parameters to add" not in seen(page)
    assert 'name="col" value="tags" checked' in text(page)


@pytest.mark.parametrize("columns", [["colour"], ["x" * 400], [f"tag.{n}" for n in range(31)]])
def test_columns_that_the_list_has_not_are_refused(viewer: Client, columns: list[str]) -> None:
    response = send(viewer, "columns", col=columns)
    page = viewer.get(response["Location"])

    assert "choose=columns" in response["Location"]
    assert 'class="alert alert-danger"' in text(page)
    assert heads(viewer, "/models")[1] == "Latest"


@pytest.mark.parametrize(
    "data",
    [
        {"list": "events"},
        {"list": ""},
        {"action": "explode"},
        {"model": "1"},
        {"list": "versions", "model": "99", "action": "columns"},
        {"list": "runs", "experiment": "99", "action": "columns"},
    ],
)
def test_what_there_is_not_is_not_found(viewer: Client, data: dict[str, str]) -> None:
    assert send(viewer, **({"action": "columns", "col": "tag.a"} | data)).status_code == 404


def test_without_an_action_it_leads_back_with_a_sentence(viewer: Client) -> None:
    page = viewer.get(send(viewer, col=["tags"])["Location"])

    assert "Choose columns first" in seen(page)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_led_elsewhere(viewer: Client, back: str) -> None:
    assert send(viewer, "columns", col=["tags"], back=back)["Location"] == "/models"


def test_a_hostile_name_is_text(viewer: Client, registry: Registry) -> None:
    hostile = "param.<script>"
    send(viewer, "columns", col=[hostile], list="versions")
    source = viewer.get("/versions?choose=columns").content.decode()

    assert "&lt;script&gt;</th>" in source
    assert 'value="param.&lt;script&gt;" checked' in source
    assert "<script>1" not in source


def test_a_preference_of_a_column_that_is_no_more_is_reported(
    viewer: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = "mldb.sync_db.services.registry.list_preference.check_columns"
    monkeypatch.setattr(columns, lambda *_: None)
    me = Registry("viewer").list_preferences
    me.set_own(user_id(Role.VIEWER), MODELS, ListPreferenceWrite(columns=["gone", "tags"]))

    assert "There is no column gone." in seen(viewer.get("/models"))
