"""The start page."""

import re

import pytest
from django.test import Client

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.addresses import NAME, fill
from tests.web.page import seen, text


def test_an_empty_one_says_how_to_start(editor: Client) -> None:
    page = text(editor.get("/"))

    assert "No alias points to a version yet." in page
    assert "Nothing is registered yet." in page
    assert 'href="/new-model"' in page


def test_it_shows_what_is_in_use_what_is_new_and_what_changed(viewer: Client) -> None:
    fill()
    page = text(viewer.get("/"))

    assert f">{NAME}</a>" in page
    assert ">champion&nbsp;→&nbsp;" in page.replace("\xa0", "&nbsp;")
    assert "Better" in page
    assert f">{NAME}/2</a>" in page
    assert "to the trash" in page


def test_what_lies_in_the_trash_is_neither_new_nor_in_use(
    viewer: Client, registry: Registry
) -> None:
    registry.models.create(MLModelCreate(name="fraud"))
    registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))
    registry.versions.delete(registry.versions.get_by_number("fraud", 1).id)

    assert "Nothing is registered yet." in text(viewer.get("/"))


def fill_models(registry: Registry, count: int, aliases: int) -> None:
    for model in range(count):
        name = f"model-{model:02}"
        registry.models.create(MLModelCreate(name=name))
        registry.versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1"))
        for alias in range(aliases):
            move = MLModelAliasMove(model_name=name, name=f"alias{alias}", version=1)
            registry.aliases.move(move)


def test_its_tables_stay_short_and_lead_to_the_rest(viewer: Client, registry: Registry) -> None:
    fill_models(registry, 23, 2)
    response = viewer.get("/")
    page, words = text(response), seen(response)

    assert re.findall(r'row-link" dir="auto" href="/models/(model-\d+)"', page) == [
        f"model-{number:02}" for number in range(22, 2, -1)
    ]
    assert page.count("alias0\xa0→\xa01") == page.count("alias1\xa0→\xa01") == 20
    assert "The 20 last moved of 23 models in use. All 46 aliases" in words
    assert "The 8 newest. All 23 versions" in words
    assert "The 12 latest. All 93 changes" in words
    for address in ("/aliases", "/versions", "/history"):
        assert f'<a href="{address}">All ' in page


def test_what_is_shown_whole_says_so(viewer: Client, registry: Registry) -> None:
    fill_models(registry, 2, 1)
    words = seen(viewer.get("/"))

    assert "All 2 aliases" in words
    assert "All 2 versions" in words
    assert "All 7 changes" in words
    assert "last moved of" not in words
    assert "newest." not in words


def test_a_model_with_many_aliases_is_one_row(viewer: Client, registry: Registry) -> None:
    fill_models(registry, 1, 30)
    page = text(viewer.get("/"))

    assert page.count("\xa0→\xa01</a>") == 30
    assert page.count('row-link" dir="auto" href="/models/model-00"') == 1
    assert "All 30 aliases" in page


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
