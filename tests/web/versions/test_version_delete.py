"""Moving a version to the trash, and taking that back."""

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.page import text

ADDRESS = "/models/fraud/1/delete"


@pytest.fixture(autouse=True)
def version(registry: Registry) -> int:
    registry.models.create(MLModelCreate(name="fraud"))
    return registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1")).id


def test_it_asks_first(editor: Client, registry: Registry, version: int) -> None:
    assert "Move fraud/1 to the trash?" in text(editor.get(ADDRESS))
    assert registry.versions.get(version).deleted_at is None


def test_it_goes_to_the_trash_and_comes_back_by_undo(
    editor: Client, registry: Registry, version: int
) -> None:
    response = editor.post(ADDRESS, {"reason": "Broken"}, follow=True)
    undo = f"/trash/versions/{version}/restore"

    assert response.redirect_chain == [("/models/fraud", 302)]
    assert f'action="{undo}"' in text(response)
    assert registry.versions.get_from_trash(version).deleted_by == "editor"
    assert registry.audit.get_all()[0].reason == "Broken"

    editor.post(undo)

    assert registry.versions.get(version).number == 1


def test_what_an_alias_points_to_stays(editor: Client, registry: Registry, version: int) -> None:
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    response = editor.post(ADDRESS, {"reason": "typed text"})

    assert response.status_code == 409
    assert "in use as champion. Move or remove the alias first." in text(response)
    assert "typed text" in text(response)
    assert registry.versions.get(version).deleted_at is None


def test_its_number_is_not_given_to_another(editor: Client, registry: Registry) -> None:
    editor.post(ADDRESS)
    version = registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))

    assert version.number == 2
    assert editor.get("/models/fraud/1").status_code == 404
