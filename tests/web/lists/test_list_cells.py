"""The tables of `/models` and `/versions`: text that people typed is never markup."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelTagCreate,
    MLModelVersionCreate,
    SavedViewCreate,
    StaffUserUpdate,
)
from mldb.schemas.registry.saved_view import ListKind
from mldb.search.fields import ListType
from mldb.search.quoting import quoted
from mldb.values.enums import Goal, Role
from registry_app.core.registry import Registry
from registry_app.web.macros import macro
from registry_app.web.models import table as models
from registry_app.web.presentation.links import model_url, version_url
from registry_app.web.versions import columns as versions
from tests.web.page import user_id

# Ends an attribute, is markup, and means something else when it is not escaped: also in an address,
# where `<` and `"` are quoted anyway, but `&` and `'` are not.
HOSTILE = "&lt;'\"><script>alert(1)</script>"
# A model's name has no slash.
NAME = HOSTILE.replace("/", "")
METRIC, PARAM, TAG = (f"{kind}{HOSTILE}" for kind in ("metric", "param", "tag"))
SOURCE = f"s3:{HOSTILE}"
ACTOR = f"alice{HOSTILE}"
ITEMS = [f"metric.{METRIC}", f"param.{PARAM}", f"tag.{TAG}"]
COLUMNS = {"models": [*models.COLUMNS, *ITEMS], "versions": [*versions.COLUMNS, *ITEMS]}

both_roles = pytest.mark.parametrize("role", ["viewer", "editor"])
both_lists = pytest.mark.parametrize("kind", [ListType.MODELS, ListType.VERSIONS])


class Table(HTMLParser):
    """What a browser makes of a page: text of the table's cells by row, and all attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.attributes: set[tuple[str, str | None]] = set()
        self._is_in_cell = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.update(attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and ("class", "choose") not in attrs:
            self.rows[-1].append("")
            self._is_in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._is_in_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_in_cell:
            self.rows[-1][-1] += data


def fill() -> None:
    """A model with two versions; whatever can be hostile is."""
    registry = Registry(ACTOR)
    model = registry.models.create(
        MLModelCreate(name=NAME, primary_metric=METRIC, primary_metric_goal=Goal.MAXIMIZE)
    )
    registry.model_tags.create(MLModelTagCreate(model_id=model.id, key=TAG, value=HOSTILE))
    for _ in range(2):
        registry.versions.create(
            MLModelVersionCreate(
                model_name=NAME,
                source=SOURCE,
                metrics={METRIC: 0.5},
                params={PARAM: HOSTILE},
                tags={TAG: HOSTILE},
            )
        )
    registry.aliases.move(MLModelAliasMove(model_name=NAME, name="champion", version=1))


def ask(client: Client, kind: ListType, **parameters: str) -> str:
    """The source of the list with all its columns, while somebody chooses others."""
    query = {"col": COLUMNS[kind], "choose": "columns", **parameters}
    response = client.get(f"/{kind}?{urlencode(query, doseq=True)}")
    assert response.status_code == 200
    return response.content.decode()


def cells(source: str, kind: ListType) -> dict[str, str]:
    """The text of the last row by column; the first cell is the row's name."""
    return dict(zip(["row", *COLUMNS[kind]], Table(source).rows[-1], strict=True))


@both_lists
@both_roles
def test_nothing_typed_by_people_is_markup(
    request: pytest.FixtureRequest, role: str, kind: ListType
) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    source = ask(client, kind, q=f"tag.{quoted(TAG)}:{quoted(HOSTILE)}")

    assert "alert(1)" in source
    assert "<script>" not in source
    assert "&lt;'" not in source
    assert not re.search(r"&(?!#?\w+;)", source)


@both_lists
@both_roles
def test_heads_are_what_was_typed(
    request: pytest.FixtureRequest, role: str, kind: ListType
) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    heads = Table(ask(client, kind)).rows[0]

    assert heads[-3:] == [METRIC, PARAM, TAG]


@both_roles
def test_cells_of_a_model_say_what_was_typed(request: pytest.FixtureRequest, role: str) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    row = cells(ask(client, ListType.MODELS), ListType.MODELS)

    assert row["row"].strip() == NAME
    assert row["metric"] == METRIC
    assert row["tags"] == f"{TAG}: {HOSTILE} "
    assert row["by"] == row["updated_by"] == ACTOR
    assert row[f"metric.{METRIC}"] == f"{METRIC} 0.50000"
    assert row[f"param.{PARAM}"] == row[f"tag.{TAG}"] == HOSTILE


@both_roles
def test_cells_of_a_version_say_what_was_typed(request: pytest.FixtureRequest, role: str) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    row = cells(ask(client, ListType.VERSIONS), ListType.VERSIONS)

    assert row["row"].strip() == f"{NAME}/1"
    assert row["source"] == SOURCE
    assert row["by"] == row["updated_by"] == ACTOR
    assert row[f"metric.{METRIC}"] == f"{METRIC} 0.50000"
    assert row[f"param.{PARAM}"] == row[f"tag.{TAG}"] == HOSTILE


def test_attributes_of_a_model_s_row_are_what_was_typed(editor: Client) -> None:
    fill()
    attributes = Table(ask(editor, ListType.MODELS)).attributes

    assert attributes >= {
        ("value", NAME),
        ("aria-label", f"Select {NAME}"),
        ("href", model_url(NAME)),
        # The alias's and the latest one's.
        ("href", version_url(NAME, 1)),
        ("href", version_url(NAME, 2)),
        ("data-label", PARAM),
        ("data-label", TAG),
    }


@both_roles
def test_attributes_of_a_version_s_row_are_what_was_typed(
    request: pytest.FixtureRequest, role: str
) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    attributes = Table(ask(client, ListType.VERSIONS)).attributes

    assert attributes >= {
        ("value", f"{NAME}/1"),
        ("aria-label", f"Select {NAME}/1"),
        ("href", version_url(NAME, 1)),
        ("data-label", PARAM),
        ("data-label", TAG),
    }


@both_roles
def test_the_name_of_a_model_in_the_trash_is_text(
    request: pytest.FixtureRequest, role: str, registry: Registry
) -> None:
    client: Client = request.getfixturevalue(role)
    model = registry.models.create(MLModelCreate(name=NAME))
    registry.models.delete(model.id)
    source = ask(client, ListType.MODELS, q="is:trashed")

    assert cells(source, ListType.MODELS)["row"] == f"{NAME} in the trash"
    assert "<script>" not in source


@both_roles
def test_the_name_of_a_version_in_the_trash_is_text(
    request: pytest.FixtureRequest, role: str, registry: Registry
) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    registry.versions.delete(registry.versions.get_by_number(NAME, 2).id)
    source = ask(client, ListType.VERSIONS, q="is:trashed")

    assert cells(source, ListType.VERSIONS)["row"] == f"{NAME}/2 in the trash"
    assert "<script>" not in source


@both_roles
def test_the_best_metric_of_a_model_s_versions_is_named_as_typed(
    request: pytest.FixtureRequest, role: str
) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    response = client.get(f"{model_url(NAME)}?{urlencode({'col': f'metric.{METRIC}'})}")
    source = response.content.decode()

    assert [row[-1] for row in Table(source).rows[1:3]] == [f"{METRIC} 0.50000 (best)"] * 2
    assert "<script>" not in source


@both_lists
@both_roles
def test_names_of_people_and_of_their_views_are_text(
    request: pytest.FixtureRequest, role: str, registry: Registry, kind: ListKind
) -> None:
    client: Client = request.getfixturevalue(role)
    fill()
    user = registry.staff.get_by_username(role)
    renamed = StaffUserUpdate(row_version=user.row_version, display_name=HOSTILE)
    registry.staff.update(user.id, renamed)
    view = registry.saved_views.create(
        SavedViewCreate(user_id=user_id(Role(role)), kind=kind, name=HOSTILE, columns=ITEMS)
    )
    source = ask(client, kind, view=str(view.id))

    assert source.count("&lt;script&gt;alert(1)") >= 3
    assert "<script>" not in source
    assert "&lt;'" not in source


@pytest.mark.parametrize(
    ("template", "name", "value"),
    [
        ("models/cells.html", "aliases", {HOSTILE: 1}),
        ("versions/cells.html", "aliases", [HOSTILE]),
        ("versions/cells.html", "status", HOSTILE),
        ("lists/cells.html", "text", HOSTILE),
    ],
)
def test_harmless_values_are_escaped_too(template: str, name: str, value: Any) -> None:
    """No service lets such an alias, status or device in; a cell must not rely on that."""
    model = type("Model", (), {"name": "fraud"})
    column, row = versions.COLUMNS["device"], type("Row", (), {"model": model})
    cell = macro(template, name)(value, column, row)

    assert "<script>" not in cell
    assert "alert(1)" in cell
