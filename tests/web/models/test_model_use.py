"""Programs that load a version of a model."""

import html
import re

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.page import seen, text


@pytest.fixture
def model(registry: Registry) -> str:
    registry.models.create(MLModelCreate(name="it's"))
    for _ in range(2):
        registry.versions.create(MLModelVersionCreate(model_name="it's", source="s3://b/1"))
    return "/models/it's/use"


def program(client: Client, url: str, name: str) -> str:
    page = client.get(url).content.decode()
    found = re.search(rf'id="snippet-{name}"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def test_without_an_alias_the_newest_version_is_loaded(viewer: Client, model: str) -> None:
    page = seen(viewer.get(model))

    assert "Load version 2" in page
    assert "models:/it's/2" in program(viewer, model, "load-mlflow")
    assert "number = 2\n" in program(viewer, model, "load-library")


def test_the_champion_is_loaded_rather_than_other_aliases(
    viewer: Client, model: str, registry: Registry
) -> None:
    for name in ("champion", "shadow"):
        registry.aliases.move(MLModelAliasMove(model_name="it's", name=name, version=1))

    assert "Load the version that is champion" in seen(viewer.get(model))
    assert "models:/it's@champion" in program(viewer, model, "load-mlflow")
    assert "/versions/1/artifacts.zip" in program(viewer, model, "load-curl")


@pytest.mark.parametrize("name", ["load-mlflow", "load-httpx", "load-library"])
@pytest.mark.parametrize("has_alias", [False, True])
def test_the_programs_are_python(
    viewer: Client,
    model: str,
    registry: Registry,
    name: str,
    has_alias: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    if has_alias:
        registry.aliases.move(MLModelAliasMove(model_name="it's", name="shadow", version=1))

    compile(program(viewer, model, name), name, "exec")


def test_without_versions_only_the_lines_to_register_are_shown(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    page = text(viewer.get("/models/fraud/use"))

    assert "No version is registered yet." in page
    assert 'id="snippet-httpx"' in page
    assert 'id="snippet-load' not in page


def test_a_missing_model_has_none(viewer: Client) -> None:
    assert viewer.get("/models/nix/use").status_code == 404
    assert viewer.post("/models/nix/use").status_code == 405
