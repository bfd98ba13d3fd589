"""A version's page."""

from html import unescape

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.addresses import ITEM, NAME, fill
from tests.web.page import seen, text


@pytest.mark.parametrize(
    "path", ["fraud/2", "nix/1", "fraud/0", "fraud/999999999999999999", "fraud/" + "9" * 30]
)
@pytest.mark.parametrize("page", ["", "/edit", "/delete", "/metrics/new", "/tags/edit?name=a"])
def test_a_missing_version_is_told_in_words(
    editor: Client, registry: Registry, path: str, page: str
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    response = editor.get(f"/models/{path}{page}")

    assert response.status_code == 404
    assert "There is no" in text(response)


def test_it_shows_all_that_is_known(viewer: Client, registry: Registry) -> None:
    address = fill().address("registry:version-detail")
    registry.aliases.move(MLModelAliasMove(model_name=NAME, name="staging", version=1))
    page = text(viewer.get(address))

    for shown in (NAME, "s3://bucket/model.onnx?a=1&b=2", ITEM, "0.50000", "<1>", '"quoted"'):
        assert shown in page
    assert ">staging</span>" in page
    assert ">champion</span>" not in page


def test_its_history_tells_what_was_recorded(viewer: Client) -> None:
    page = seen(viewer.get(fill().address("registry:version-detail")))

    assert "alice registered" in page
    assert f"{ITEM} 0.50000" in page


def test_nothing_typed_by_people_is_markup(viewer: Client) -> None:
    page = viewer.get(fill().address("registry:version-detail")).content.decode()

    assert "<auc>" not in page
    assert "<1>" not in page


def test_the_description_is_rendered(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", description="*good*")
    )
    page = text(viewer.get("/models/fraud/1"))

    assert "<em>good</em>" in page
    assert page.count("None yet.") == 3


def test_more_metrics_than_a_page_shows_are_told_of(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    metrics = {f"m{number:04}": 0.5 for number in range(1_001)}
    registry.versions.create(
        MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics=metrics)
    )
    page = text(viewer.get("/models/fraud/1"))

    assert "These are the first 1000 by name; there are more." in page
    assert ">m0999<" in page
    assert ">m1000<" not in page


@pytest.mark.parametrize(("role", "forms"), [("viewer", 0), ("editor", 3)])
def test_only_what_one_may_do_is_offered(
    request: pytest.FixtureRequest, role: str, forms: int
) -> None:
    client: Client = request.getfixturevalue(role)
    page = text(client.get(fill().address("registry:version-detail")))

    assert page.count('aria-label="Delete ') == forms
    assert page.count('aria-label="Edit ') == forms
    assert ("Point an alias here" in page) is (forms > 0)


def test_every_link_on_it_leads_somewhere(editor: Client) -> None:
    """Also for names that need quoting."""
    address = fill().address("registry:version-detail")
    source = editor.get(address).content.decode()
    links = {unescape(part.split('"')[0]) for part in source.split('href="')[1:]}
    own = sorted(link for link in links if link.startswith("/models/"))

    assert len(own) > 8
    for link in own:
        assert editor.get(link).status_code == 200, link


def test_what_is_cut_leads_to_a_file_with_all_of_it(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="large"))
    metrics = {f"m{number:04}": 0.5 for number in range(1_001)}
    registry.versions.create(
        MLModelVersionCreate(
            model_name="large",
            source="s3://b/1",
            metrics=metrics,
            params={"p": "1"},
            tags={"t": ""},
        )
    )
    page = text(viewer.get("/models/large/1"))
    lines = text(viewer.get("/models/large/1?format=csv")).splitlines()

    assert "These are the first 1000 by name; there are more." in page
    assert 'href="/models/large/1?format=csv"' in page
    assert len(lines) == 1 + 1_001 + 2
    assert lines[1] == "metric,m0000,0.5"
    assert lines[-2:] == ["param,p,1", "tag,t,"]
