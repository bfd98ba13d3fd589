"""Metrics, parameters and tags: the same pages for all of them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import Registry
from tests.web.addresses import NAME
from tests.web.page import hidden, text

OWNER = f"/models/{quote(NAME, safe='&')}"
NAMES = [
    *("auc", "val/auc", "a/b/edit", "new", "100% & <b>?#", "ünï cödé", "x" * 255),
    *(".", "..", "../../victim", "a/../b", "%2e%2e", "%2E%2E/x", "a\\..\\b", "x?y#z", "//evil"),
]


@dataclass
class Kind:
    """One of the four kinds, and where its pages are."""

    address: str
    service: str
    name_field: str

    def page(self, name: str, action: str) -> str:
        return f"{self.address}/{action}?{urlencode({'name': name})}"

    @property
    def owner(self) -> str:
        return self.address.rpartition("/")[0]


KINDS = [
    pytest.param(Kind(f"{OWNER}/1/metrics", "metrics", "name"), id="metric"),
    pytest.param(Kind(f"{OWNER}/1/params", "params", "name"), id="parameter"),
    pytest.param(Kind(f"{OWNER}/1/tags", "version_tags", "key"), id="version-tag"),
    pytest.param(Kind(f"{OWNER}/tags", "model_tags", "key"), id="model-tag"),
]
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def owner_id(registry: Registry) -> int:
    """The first model and its first version, so that both have the same id."""
    model = registry.models.create(MLModelCreate(name=NAME))
    version = registry.versions.create(MLModelVersionCreate(model_name=NAME, source="s3://b/1"))
    assert model.id == version.id
    return model.id


def add(client: Client, kind: Kind, name: str = "auc", value: str = "0.5") -> Any:
    return client.post(f"{kind.address}/new", {kind.name_field: name, "value": value})


def values(kind: Kind, owner_id: int) -> dict[str, Any]:
    service = getattr(Registry(), kind.service)
    found: dict[str, Any] = service.get_of_owners([owner_id]).get(owner_id, {})
    return {name: str(value) for name, value in found.items()}


@every_kind
@pytest.mark.parametrize("name", NAMES)
def test_it_is_added_changed_and_deleted(
    editor: Client, owner_id: int, kind: Kind, name: str
) -> None:
    added = add(editor, kind, name)

    assert added["Location"] == kind.owner
    assert values(kind, owner_id) == {name: "0.5"}
    assert name in text(editor.get(kind.owner))

    page = editor.get(kind.page(name, "edit"))
    changed = editor.post(
        kind.page(name, "edit"), {"row_version": hidden(page, "row_version"), "value": "0.25"}
    )

    assert 'value="0.5"' in text(page)
    assert changed["Location"] == kind.owner
    assert values(kind, owner_id) == {name: "0.25"}

    deleted = editor.post(kind.page(name, "delete"), follow=True)

    assert f"{name} is deleted" in text(deleted)
    assert values(kind, owner_id) == {}


@every_kind
def test_the_form_to_add_one_is_there(editor: Client, kind: Kind) -> None:
    page = text(editor.get(f"{kind.address}/new"))

    assert f'name="{kind.name_field}"' in page
    assert NAME in page


@every_kind
@pytest.mark.parametrize(
    ("name", "message"),
    [("", "Fill this in."), ("x" * 256, "at most 255"), ("a\u202eb", "Control characters")],
)
def test_a_bad_name_is_refused_and_the_value_kept(
    editor: Client, owner_id: int, kind: Kind, name: str, message: str
) -> None:
    response = add(editor, kind, name, "0.125")

    assert response.status_code == 422
    assert message in text(response)
    assert 'value="0.125"' in text(response)
    assert values(kind, owner_id) == {}


@every_kind
def test_a_name_is_used_once(editor: Client, owner_id: int, kind: Kind) -> None:
    add(editor, kind)
    response = add(editor, kind, value="0.75")

    assert response.status_code == 409
    assert "'auc' already." in text(response)
    assert 'value="0.75"' in text(response)
    assert values(kind, owner_id) == {"auc": "0.5"}


@every_kind
def test_a_stale_form_shows_both_and_can_then_be_saved(
    editor: Client, owner_id: int, kind: Kind
) -> None:
    add(editor, kind, value="0")
    address = kind.page("auc", "edit")
    editor.post(address, {"row_version": 1, "value": "0.5"})
    editor.post(address, {"row_version": 2, "value": "0"})
    conflict = editor.post(address, {"row_version": 1, "value": "0.75"})
    cells = text(conflict).partition('<th scope="row">Value</th>')[2]

    assert conflict.status_code == 409
    assert cells.lstrip().startswith(('<td class="wrap">0</td>', '<td class="wrap">0.0</td>'))
    assert 'value="0.75"' in text(conflict)

    editor.post(address, {"row_version": hidden(conflict, "row_version"), "value": "0.75"})

    assert values(kind, owner_id) == {"auc": "0.75"}


@every_kind
@pytest.mark.parametrize("action", ["edit", "delete"])
def test_what_does_not_exist_is_told_in_words(editor: Client, kind: Kind, action: str) -> None:
    response = editor.post(kind.page("nix/1", action), {"row_version": 1, "value": "1"})

    assert response.status_code == 404
    assert "'nix/1'." in text(response)


@every_kind
def test_a_link_cannot_delete(editor: Client, owner_id: int, kind: Kind) -> None:
    add(editor, kind)

    assert editor.get(kind.page("auc", "delete")).status_code == 405
    assert values(kind, owner_id) == {"auc": "0.5"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("nan", "Enter a finite number."),
        ("-inf", "Enter a finite number."),
        ("1e999", "Enter a finite number."),
        ("0,93", "Enter a number, such as 0.93."),
        ("", "Enter a number, such as 0.93."),
    ],
)
def test_a_metric_is_a_finite_number(
    editor: Client, owner_id: int, value: str, message: str
) -> None:
    kind = Kind(f"{OWNER}/1/metrics", "metrics", "name")
    add(editor, kind)
    answers = [
        add(editor, kind, "loss", value),
        editor.post(kind.page("auc", "edit"), {"row_version": 1, "value": value}),
    ]

    for response in answers:
        assert response.status_code == 422
        assert message in text(response)
    assert values(kind, owner_id) == {"auc": "0.5"}


@pytest.mark.parametrize(
    "number", ["0.1", "1e-300", "-0.30000000000000004", "1.7976931348623157e308"]
)
def test_a_metric_is_offered_for_change_with_all_its_digits(editor: Client, number: str) -> None:
    kind = Kind(f"{OWNER}/1/metrics", "metrics", "name")
    add(editor, kind, value=number)

    assert f'value="{float(number)!r}"' in text(editor.get(kind.page("auc", "edit")))


@every_kind
def test_nothing_is_added_to_what_lies_in_the_trash(
    editor: Client, registry: Registry, owner_id: int, kind: Kind
) -> None:
    registry.models.delete(owner_id)

    assert add(editor, kind).status_code == 404
    with pytest.raises(NotFoundError):
        registry.models.get(owner_id)
