"""What people do with a run: its status, its tags, versions made from it."""

import pytest
from django.test import Client

from mldb.schemas import LoggedModelRead, MLModelCreate, MLRunCreate, MLRunRead, Owner
from mldb.values.enums import RunStatus
from registry_app.core.registry import Registry
from registry_app.web.run import views
from tests.web.page import seen, text


def test_a_run_is_ended_and_goes_on(editor: Client, registry: Registry, run: MLRunRead) -> None:
    path = f"/runs/{run.public_id}/status"
    form = editor.get(path)
    ended = editor.post(path, {"status": "failed", "reason": "Out of memory"}, follow=True)
    after = registry.runs.get_by_public_id(run.public_id)
    resumed = editor.post(path, {"status": "running"}, follow=True)

    assert "End one & only" in seen(form)
    assert "The run is failed." in seen(ended)
    assert (after.status, after.ended_at is None) == (RunStatus.FAILED, False)
    assert "The run is running." in seen(resumed)
    assert registry.runs.get_by_public_id(run.public_id).ended_at is None
    assert registry.audit.get_all(limit=2)[1].reason == "Out of memory"


def test_a_status_that_no_run_can_get_is_refused(editor: Client, run: MLRunRead) -> None:
    path = f"/runs/{run.public_id}/status"
    page = editor.post(path, {"status": "scheduled", "reason": "Kept"})

    assert page.status_code == 422
    assert "scheduled is not one of the available choices" in text(page)
    assert 'value="Kept"' in text(page)


def test_tags_are_added_changed_and_deleted(
    editor: Client, registry: Registry, run: MLRunRead
) -> None:
    path = f"/runs/{run.public_id}/tags"

    def tags() -> dict[str, str]:
        return registry.run_reader.detail(run.public_id).tags

    added = editor.post(f"{path}/new", {"key": "stage", "value": "one"}, follow=True)
    assert added.redirect_chain == [(f"/runs/{run.public_id}", 302)]
    assert tags() == {"stage": "one", "team": "risk"}
    editor.post(f"{path}/edit?name=stage", {"value": "two\nlines"})
    assert tags()["stage"] == "two\nlines"
    deleted = editor.post(f"{path}/delete?name=team", follow=True)
    assert "The tag team is deleted" in seen(deleted)
    assert tags() == {"stage": "two\nlines"}


def test_a_tag_is_changed_in_its_row(editor: Client, run: MLRunRead) -> None:
    headers = {"HX-Request": "true", "HX-Target": "run-tags"}
    path = f"/runs/{run.public_id}/tags/edit?name=team"
    form = editor.get(path, headers=headers)
    saved = editor.post(path, {"value": "growth"}, headers=headers)

    assert 'id="run-tags"' in text(form)
    assert 'value="risk"' in text(form)
    assert "team growth" in seen(saved)


def test_a_tag_that_is_there_is_not_added(editor: Client, run: MLRunRead) -> None:
    page = editor.post(f"/runs/{run.public_id}/tags/new", {"key": "team", "value": "other"})
    unknown = editor.get(f"/runs/{run.public_id}/tags/edit?name=nix")

    assert page.status_code == 409
    assert "This run has the tag 'team'." in text(page)
    assert 'value="other"' in text(page)
    assert unknown.status_code == 404


def test_the_form_offers_what_the_run_logged(
    editor: Client, run: MLRunRead, saved: LoggedModelRead
) -> None:
    page = editor.get(f"/runs/{run.public_id}/register?model={saved.public_id}")

    assert '<option value="stay"></option>' in text(page)
    assert f'<option value="{saved.public_id}" selected>classifier' in text(page)
    assert "last: 0.75000 (step 2)" in seen(page)
    # Values that a version can't have are not offered.
    assert 'name="metrics:train/norm"' in text(page)
    assert 'name="metrics:train/void"' not in text(page)
    assert "depth = 3" in seen(page)


def test_a_version_is_registered_with_chosen_values(
    editor: Client, registry: Registry, run: MLRunRead, saved: LoggedModelRead
) -> None:
    data = {
        "model_name": "stay",
        "logged_model": saved.public_id,
        "metrics:train/<loss>": "min",
        "metrics:lr": "",
        "params": ["depth"],
        "description": "Best so far",
        "device": "cuda",
        "tags": "stage = one",
        "reason": "Release",
    }
    page = editor.post(f"/runs/{run.public_id}/register", data, follow=True)
    version = registry.version_reader.get("stay", 1)

    assert "stay/1 is registered." in seen(page)
    assert version.metrics == {"train/<loss>": 0.5}
    assert (version.params, version.tags) == ({"depth": "3"}, {"stage": "one"})
    assert version.source == f"models:/{saved.public_id}"
    assert version.run_public_id == run.public_id
    assert f'href="/runs/{run.public_id}">one & only</a>' in text(page)


def test_a_refusal_stands_at_its_field_and_keeps_the_input(
    editor: Client, registry: Registry, run: MLRunRead, saved: LoggedModelRead
) -> None:
    path = f"/runs/{run.public_id}/register"
    data = {"device": "cpu", "description": "Typed", "metrics:lr": "max"}
    unknown = editor.post(path, data | {"model_name": "nix"})
    wrong = editor.post(path, data | {"model_name": "stay", "logged_model": "m-nix"})
    infinite = editor.post(path, data | {"model_name": "stay", "metrics:train/norm": "max"})

    assert unknown.status_code == 422
    assert 'id="id_model_name_error">There is no model' in text(unknown)
    assert "Typed" in text(unknown)
    assert '<option value="max" selected>largest: 0.10000' in text(unknown)
    assert 'id="id_logged_model_error"' in text(wrong)
    assert 'id="id_metrics_error"' in text(infinite)
    assert registry.version_reader.get_ids([("stay", 1)]) == {}


@pytest.mark.usefixtures("saved")
def test_metrics_that_do_not_fit_are_found_by_name_or_written(
    editor: Client, registry: Registry, run: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "METRICS_OFFERED", 1)
    path = f"/runs/{run.public_id}/register"
    first, filtered = editor.get(path), editor.get(f"{path}?metrics=LOSS&model=m-x")
    data = {"model_name": "stay", "device": "cpu", "metrics:train/<loss>": "max"}
    written = "lr=max\n\n nix = what "
    refused = editor.post(f"{path}?metrics=loss", data | {"metrics": written})
    editor.post(f"{path}?metrics=loss", data | {"metrics": "lr"})

    assert "The first 1 by name are offered: filter them, or write others below." in seen(first)
    assert 'name="metrics:train/<loss>"' not in text(first).replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    assert 'name="metrics:train/<loss>"' in text(filtered)
    assert '<input type="hidden" name="model" value="m-x">' in text(filtered)
    assert "The run has no metric 'nix = what'." in text(refused)
    assert "lr = max\nnix = what = last</textarea>" in text(refused)
    version = registry.version_reader.get("stay", 1)
    assert set(version.metrics) == {"train/<loss>", "lr"}


def test_a_run_without_anything_is_registered_too(
    editor: Client, registry: Registry, saved: LoggedModelRead
) -> None:
    run = registry.runs.create(MLRunCreate())
    path = f"/runs/{run.public_id}/register"

    assert "The run has no metric with a finite value." in seen(editor.get(path))
    editor.post(path, {"model_name": "stay", "device": "cpu", "source": "s3://b/1"})
    version = registry.version_reader.get("stay", 1)
    assert (version.source, version.metrics, version.params) == ("s3://b/1", {}, {})


def test_files_of_the_run_go_into_the_version(
    editor: Client, registry: Registry, run: MLRunRead
) -> None:
    owner = Owner.run(run.public_id)
    registry.artifacts.put_many(owner, {"model/a/w": b"1", "model/MLmodel": b"2", "notes": b"3"})
    registry.models.create(MLModelCreate(name="filed"))
    path = f"/runs/{run.public_id}/register"
    form = editor.get(f"{path}?files=model/a")
    for number, (choice, expected) in enumerate(
        {"at:model": ["MLmodel", "a/w"], "at:": ["model/MLmodel", "model/a/w", "notes"]}.items(), 1
    ):
        data = {"model_name": "filed", "artifact_path": choice, "device": "cpu"}
        answer = editor.post(path, data)
        files = registry.artifacts.list_files(Owner.version("filed", number)).rows

        assert answer["Location"] == f"/models/filed/{number}"
        assert [one.path for one in files] == expected
    without = editor.post(path, {"model_name": "filed", "artifact_path": "", "device": "cpu"})
    unknown = editor.post(path, {"model_name": "filed", "artifact_path": "at:x", "device": "cpu"})

    assert '<option value="at:model/a" selected>model/a/</option>' in text(form)
    assert without["Location"] == "/models/filed/3"
    assert registry.artifacts.space_of(Owner.version("filed", 3)).file_count == 0
    assert unknown.status_code == 422
