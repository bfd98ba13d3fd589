"""The preview beside a form."""

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate, Owner
from mldb.values.enums import VersionStatus
from registry_app.core.registry import Registry
from tests.web.page import text

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
CARD = {"description": "![Curve](curve.png)"}


@pytest.fixture
def _versions(registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    for number in (1, 2):
        registry.versions.create(
            MLModelVersionCreate(
                model_name="fraud", source="s3://b/1", status=VersionStatus.PENDING
            )
        )
        registry.artifacts.put(Owner.version("fraud", number), "curve.png", PNG)


@pytest.mark.usefixtures("_versions")
def test_it_shows_the_pictures_that_the_page_would_show(editor: Client, registry: Registry) -> None:
    assert "/versions/2/artifacts/curve.png" in text(editor.post("/card?model=fraud", CARD))
    assert "/versions/1/artifacts/curve.png" in text(editor.post("/card?model=fraud/1", CARD))

    registry.aliases.move(MLModelAliasMove(model_name="fraud", name="champion", version=1))

    assert "/versions/1/artifacts/curve.png" in text(editor.post("/card?model=fraud", CARD))


@pytest.mark.parametrize(
    "owner", ["", "other", "fraud/9", "fraud/x", "fraud/-1", "/", "fraud/" + "9" * 5_000, "<b>/1"]
)
@pytest.mark.usefixtures("_versions")
def test_of_anything_else_pictures_are_their_words(editor: Client, owner: str) -> None:
    page = editor.post(f"/card?model={owner}", CARD)

    assert page.status_code == 200
    assert "Picture: Curve" in text(page)


@pytest.mark.parametrize(
    "address",
    ["/new-model", "/models/fraud/edit", "/models/fraud/1/edit", "/models/fraud/new-version"],
)
@pytest.mark.usefixtures("_versions")
def test_forms_have_it_beside_them(editor: Client, address: str) -> None:
    page = editor.get(address)

    assert page.status_code == 200
    assert 'hx-trigger="load, input changed delay:700ms from:#id_description"' in text(page)


@pytest.mark.usefixtures("_versions")
def test_forms_offer_the_names_that_are_known(editor: Client, registry: Registry) -> None:
    version = registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"<auc>": 1.0})
    )

    assert '<option value="<auc>">' in text(editor.get("/models/fraud/edit"))
    assert '<option value="<auc>">' in text(
        editor.get(f"/models/fraud/{version.number}/metrics/new")
    )
    assert 'placeholder="<auc> = "' in text(editor.get("/models/fraud/new-version"))
    assert b"<auc>" not in editor.get("/models/fraud/new-version").content
