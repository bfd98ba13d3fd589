"""The files of compared versions."""

import pytest
from django.test import Client

from mldb.schemas import MLModelCreate, MLModelVersionCreate, Owner
from mldb.values.enums import VersionStatus
from registry_app.core.registry import Registry
from registry_app.web.compare import files
from registry_app.web.kit import comparison
from tests.web.page import seen, text


@pytest.fixture(autouse=True)
def filled(registry: Registry) -> None:
    registry.models.create(MLModelCreate(name="m"))
    for contents in (
        {"a": b"1", "b": b"2", "c": b"3"},
        {"a": b"1", "b": b"changed", "d/<e>": b"4"},
        {},
    ):
        version = registry.versions.create(
            MLModelVersionCreate(model_name="m", source="s3://b/1", status=VersionStatus.PENDING)
        )
        registry.artifacts.put_many(Owner.version("m", version.number), contents)


def test_files_are_added_removed_changed_or_the_same(viewer: Client) -> None:
    page = viewer.get("/compare?v=m/1&v=m/2")
    words = seen(page).replace("\N{NO-BREAK SPACE}", " ")

    assert "3 files 1 added, 1 removed, 1 changed, 1 same" in words
    assert "1 byte, same" in words
    assert "7 bytes, changed" in words
    assert "1 byte, added" in words
    assert "\N{EN DASH} removed" in words
    assert "<e>" not in page.content.decode()


def test_files_that_are_the_same_can_be_hidden(viewer: Client) -> None:
    assert ", same" not in seen(viewer.get("/compare?v=m/1&v=m/2&differing=1"))


def test_versions_without_files_have_no_such_rows(viewer: Client) -> None:
    assert "Files" not in seen(viewer.get("/compare?v=m/3"))


def test_the_comparison_as_a_file_has_digests(viewer: Client) -> None:
    assert "file,c,4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce," in text(
        viewer.get("/compare?v=m/1&v=m/2&format=csv")
    )


def test_files_that_don_t_fit_are_on_other_pages(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "ROWS_SHOWN", 3)
    page = viewer.get("/compare?v=m/1&v=m/2")

    assert "3 of 5 files are shown: 1 to 3." in seen(page)
    assert "4 to 5" in seen(viewer.get("/compare?v=m/1&v=m/2&file_page=2"))


def test_lists_that_are_not_read_to_their_ends_are_compared_as_far_as_they_go(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FILES_READ", 4)
    page = viewer.get("/compare?v=m/1&v=m/2")

    assert "Only files up to b are compared." in seen(page)
    assert "1 changed, 1 same" in seen(page)
