"""Moving a model to the trash, and taking that back."""

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelRead, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.addresses import NAME
from tests.web.page import text


@pytest.fixture
def model(registry: Registry) -> MLModelRead:
    return registry.models.create(MLModelCreate(name="fraud"))


def test_it_asks_first(editor: Client, registry: Registry, model: MLModelRead) -> None:
    assert "Move fraud to the trash?" in text(editor.get("/models/fraud/delete"))
    assert registry.models.get(model.id) == model


def test_it_goes_to_the_trash_with_its_reason(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    response = editor.post("/models/fraud/delete", {"reason": "Unused"})

    assert response["Location"] == "/models"
    assert registry.models.get_from_trash(model.id).deleted_by == "editor"
    assert registry.audit.get_all()[0].reason == "Unused"
    with pytest.raises(NotFoundError):
        registry.models.get(model.id)


def test_the_message_offers_to_undo_it(editor: Client, registry: Registry) -> None:
    """The name is typed by people, the form beside it is ours."""
    model = registry.models.create(MLModelCreate(name=f"<i>{NAME}<"))
    listed = editor.post(f"/models/%3Ci%3E{NAME.replace('%', '%25')}%3C/delete", follow=True)
    undo = f"/trash/models/{model.id}/restore"

    assert f'<form class="inline-form" method="post" action="{undo}">' in listed.content.decode()
    assert "<i>" not in listed.content.decode()

    editor.post(undo)

    assert registry.models.get(model.id).deleted_at is None


def test_what_an_alias_points_to_stays(
    editor: Client, registry: Registry, model: MLModelRead
) -> None:
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))
    response = editor.post("/models/fraud/delete", {"reason": "typed text"})

    assert response.status_code == 409
    assert "champion (version 1). Remove them first." in text(response)
    assert "typed text" in text(response)
    assert registry.models.get(model.id).deleted_at is None
