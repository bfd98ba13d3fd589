"""The start page."""

import re

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from registry_app.registry import Registry
from tests.site.addresses import NAME, fill
from tests.site.page import seen, text


def test_an_empty_one_says_how_to_start(editor: Client) -> None:
    page = text(editor.get("/"))

    assert "No alias points to a version yet." in page
    assert "Nothing is registered yet." in page
    assert 'href="/new-model"' in page


def test_it_shows_what_is_in_use_what_is_new_and_what_changed(viewer: Client) -> None:
    fill()
    page = text(viewer.get("/"))

    assert f">{NAME}</a>" in page
    assert ">champion</span>" in page
    assert "Better" in page
    assert f">{NAME}/2</a>" in page
    assert "trashed" in page


def test_what_lies_in_the_trash_is_neither_new_nor_in_use(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    registry.versions.delete(registry.versions.get_by_number("fraud", 1).id)

    assert "Nothing is registered yet." in text(viewer.get("/"))


def test_its_tables_stay_short(viewer: Client, registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    for number in range(1, 23):
        registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
        registry.aliases.move(
            MLModelAliasMove(model_name="fraud", name=f"alias{number}", version=number)
        )
    response = viewer.get("/")
    page = text(response)

    assert page.count('<span class="badge bg-blue-lt">') == 20
    assert len(set(re.findall(r"fraud/(\d+) ready", seen(response)))) == 8


@pytest.mark.parametrize(
    ("posted", "sent", "attribute"),
    [("dark", "dark", ' data-bs-theme="dark"'), ("light", "light", ' data-bs-theme="light"')],
)
def test_the_theme_is_remembered(viewer: Client, posted: str, sent: str, attribute: str) -> None:
    response = viewer.post("/theme", {"theme": posted, "next": "/models?q=a"})

    assert response["Location"] == "/models?q=a"
    assert viewer.cookies["theme"].value == sent
    assert attribute in text(viewer.get("/"))


@pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
def test_another_theme_means_the_system_s(viewer: Client, theme: str) -> None:
    viewer.post("/theme", {"theme": "dark"})
    viewer.post("/theme", {"theme": theme})

    assert "data-bs-theme" not in text(viewer.get("/"))


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "javascript:1", "start"]
)
def test_the_theme_leads_to_no_other_host(client: Client, target: str) -> None:
    assert client.post("/theme", {"theme": "dark", "next": target})["Location"] == "/"
