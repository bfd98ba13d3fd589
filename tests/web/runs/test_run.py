"""A run: its page, its form and the way into the trash and back."""

import pytest
from django.test import Client

from mldb.errors import NotFoundError
from mldb.schemas import MLRunCreate, MLRunRead
from registry_app.core.registry import Registry
from tests.web.page import hidden, seen, text


@pytest.fixture
def run(registry: Registry) -> MLRunRead:
    return registry.runs.create(
        MLRunCreate(name="one", description="# Why", git_commit="9c2f1e7a3b", source="train.py")
    )


@pytest.mark.parametrize("path", ["", "/edit", "/delete"])
def test_a_missing_one_may_lie_in_the_trash(editor: Client, path: str) -> None:
    page = editor.get(f"/runs/{'f' * 32}{path}")

    assert page.status_code == 404
    assert "It may be in the trash" in text(page)
    assert editor.get(f"/runs/nix{path}").status_code == 404


def test_an_editor_changes_name_description_and_parent(
    editor: Client, registry: Registry, run: MLRunRead
) -> None:
    parent = registry.runs.create(MLRunCreate())
    path = f"/runs/{run.public_id}/edit"
    form = {"row_version": hidden(editor.get(path), "row_version")}
    data = form | {"name": "two", "description": "New", "parent": parent.public_id}
    page = editor.post(path, data, follow=True)
    changed = registry.runs.get_by_public_id(run.public_id)
    stale = editor.post(path, data | {"name": "three"})

    assert "Saved." in seen(page)
    assert (changed.name, changed.description) == ("two", "New")
    assert changed.parent_public_id == parent.public_id
    assert stale.status_code == 409


def test_a_run_can_not_become_its_own_part(editor: Client, run: MLRunRead) -> None:
    path = f"/runs/{run.public_id}/edit"
    form = {"row_version": hidden(editor.get(path), "row_version"), "name": "one"}
    page = editor.post(path, form | {"description": "Typed", "parent": run.public_id})
    wrong = editor.post(path, form | {"parent": "nix"})

    assert page.status_code == 422
    assert "part of itself" in text(page)
    assert "Typed" in text(page)
    assert "A run's id is 32 digits" in text(wrong)


def test_saving_it_untouched_changes_nothing(
    editor: Client, registry: Registry, run: MLRunRead
) -> None:
    child = registry.runs.create(MLRunCreate(parent=run.public_id))
    path = f"/runs/{child.public_id}/edit"
    form = {"row_version": hidden(editor.get(path), "row_version"), "name": child.name}
    page = editor.post(path, form | {"parent": run.public_id}, follow=True)

    assert "Nothing was changed" in seen(page)
    assert registry.runs.get_by_public_id(child.public_id) == child


def test_into_the_trash_and_back(editor: Client, registry: Registry, run: MLRunRead) -> None:
    gone = editor.post(f"/runs/{run.public_id}/delete", {"reason": "Old"}, follow=True)
    trash = editor.get("/trash")
    back = editor.post(f"/trash/runs/{run.id}/restore", follow=True)

    assert "one is in the trash." in seen(gone)
    assert f"one {run.public_id[:8]} of Default" in seen(trash)
    assert "one is back." in seen(back)
    assert registry.audit.get_all(limit=2)[1].reason == "Old"


def test_an_admin_purges_with_the_id_typed(
    admin: Client, registry: Registry, run: MLRunRead
) -> None:
    registry.runs.delete(run.id)
    path = f"/trash/runs/{run.id}/purge"
    wrong = admin.post(path, {"confirmation": run.name})
    right = admin.post(path, {"confirmation": run.public_id}, follow=True)

    assert wrong.status_code == 422
    assert f"{run.public_id} is purged" in seen(right)
    with pytest.raises(NotFoundError):
        registry.runs.get_from_trash(run.id)


def test_the_history_names_a_run_by_the_beginning_of_its_id(
    viewer: Client, registry: Registry, run: MLRunRead
) -> None:
    page = viewer.get("/history")
    registry.runs.delete(run.id)
    later = text(viewer.get("/history"))

    assert f"alice started the run {run.public_id[:8]} just now" in seen(page)
    assert f'<a href="/runs/{run.public_id}" title="{run.public_id}">' in text(page)
    assert f'<a href="/runs/{run.public_id}"' not in later
