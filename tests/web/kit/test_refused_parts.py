"""What htmx asks for in vain is told in a notice: a page never stands in a part of a page."""

from typing import Any
from urllib.parse import quote_plus

import pytest
from django.test import Client

from mldb.config import SQLiteConfig
from mldb.schemas import (
    MLMetricCreate,
    MLModelCreate,
    MLModelVersionCreate,
    StaffUserUpdate,
)
from mldb.sync_db import default_database
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.core.registry import Registry
from tests.web.addresses import fill
from tests.web.every_url import MINIMUM_ROLE
from tests.web.page import text

HTMX = {"HX-Request": "true", "HX-Target": "metrics"}
PAGE = "/models/fraud/1"
METRICS = f"{PAGE}/metrics"


@pytest.fixture(autouse=True)
def version_id(registry: Registry) -> int:
    registry.models.create(MLModelCreate(name="fraud"))
    version = registry.versions.create(
        MLModelVersionCreate(
            model_name="fraud", source="s3://b/1", metrics={"auc": 0.5, "f1": 0.25, "loss": 1.5}
        )
    )
    return version.id


def _without(registry: Registry, version_id: int, name: str) -> None:
    registry.metrics.delete(registry.metrics.get_by_name(version_id, name).id)


def check_notice(response: Any, status: int, words: str) -> None:
    page = text(response)

    assert response.status_code == status
    assert response["HX-Reswap"] == "none"
    assert page.startswith('<div hx-swap-oob="beforeend:#messages">')
    assert words in page
    assert "<html" not in page
    assert "<main" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_answers_a_part_with_a_page_when_it_refuses(viewer: Client, method: str) -> None:
    """A viewer is refused what needs more; others get what is not there, or what can't be read."""
    filled = fill()
    for name in sorted(set(MINIMUM_ROLE) - {"live:live"}):
        response = getattr(viewer, method)(filled.address(name), headers=HTMX)
        is_page = "<!doctype html>" in text(response)

        if response.status_code >= 400 and is_page:
            # A form that is shown again: no part of a page asks for it.
            assert response.status_code == 422, name
            assert "<form" in text(response)


def test_a_metric_that_somebody_deleted_meanwhile_is_no_more_and_told_of(
    editor: Client, registry: Registry, version_id: int
) -> None:
    _without(registry, version_id, "auc")

    for response in (
        editor.post(f"{METRICS}/delete?name=auc", headers=HTMX),
        editor.get(f"{METRICS}/edit?name=auc", headers=HTMX),
    ):
        assert response.status_code == 200
        assert "There is no metric 'auc'. Somebody else may have deleted it just now." in text(
            response
        )
        assert 'id="metrics"' in text(response)
        assert ">auc<" not in text(response)


def test_a_form_that_was_filled_in_stays_when_its_metric_is_gone(
    editor: Client, registry: Registry, version_id: int
) -> None:
    _without(registry, version_id, "auc")
    response = editor.post(
        f"{METRICS}/edit?name=auc", {"row_version": 1, "value": "0.75"}, headers=HTMX
    )

    check_notice(response, 404, "There is no metric 'auc'.")


def test_editing_what_is_gone_can_be_cancelled(
    editor: Client, registry: Registry, version_id: int
) -> None:
    _without(registry, version_id, "auc")
    response = editor.get(f"{METRICS}/edit?name=auc&cancel=1", headers=HTMX)

    assert response.status_code == 200
    assert 'id="metrics"' in text(response)


@pytest.mark.parametrize("path", ["edit?name=auc", "delete?name=auc", "new"])
def test_of_a_version_just_trashed_a_notice_tells(
    editor: Client, registry: Registry, version_id: int, path: str
) -> None:
    registry.versions.delete(version_id)
    response = editor.post(f"{METRICS}/{path}", {"name": "x", "value": "1"}, headers=HTMX)

    check_notice(response, 404, "There is no version 'fraud/1'.")


def test_who_lost_their_role_is_told_in_a_notice(editor: Client) -> None:
    user = Registry().staff.get_by_username("editor")
    changes = StaffUserUpdate(role=Role.VIEWER, row_version=user.row_version)
    Registry(SYSTEM).staff.update(user.id, changes)

    check_notice(
        editor.post(f"{METRICS}/delete?name=auc", headers=HTMX), 403, "needs the role editor"
    )


def test_a_database_that_is_away_is_told_in_a_notice(editor: Client, served: SQLiteConfig) -> None:
    default_database().close()
    served.db_path.unlink()

    check_notice(editor.get("/models?q=a", headers=HTMX), 503, "can't be used")


def test_a_fault_of_ours_is_told_in_a_notice(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    editor.raise_request_exception = False
    monkeypatch.setattr("registry_app.web.items.views._owner", fail)

    check_notice(editor.get(f"{METRICS}/new", headers=HTMX), 500, "Something went wrong")


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_whole_page_is_refused_by_a_page(editor: Client, header: str) -> None:
    response = editor.get("/models/nix", headers={"HX-Request": "true", header: "true"})

    assert response.status_code == 404
    assert "<!doctype html>" in text(response)
    assert "HX-Reswap" not in response


def test_going_back_after_the_session_finds_the_login(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    response = client.get("/models?q=a", headers=headers)

    assert response["Location"] == "/login?next=/models%3Fq%3Da"


@pytest.mark.parametrize(
    "value",
    ["//[", "http://[", "http://[::1", "http://testserver:x/", "\xff", "%ff%00", "", "x" * 9_000],
)
@pytest.mark.parametrize("header", ["Current-URL", "Target", "Boosted", "Request", "Trigger"])
@pytest.mark.parametrize("is_encoded", [True, False])
def test_no_header_of_htmx_makes_a_fault(
    client: Client, header: str, value: str, *, is_encoded: bool
) -> None:
    headers = {"HX-Request": "true", f"HX-{header}": value}
    if is_encoded:
        headers[f"HX-{header}-URI-AutoEncoded"] = "true"

    for response in (
        client.get("/models", headers=headers),
        client.post("/new-model", headers=headers),
        client.post("/new-model", {"name": "x"}, headers=headers),
        client.get("/nowhere", headers=headers),
    ):
        assert response.status_code < 500


class TestWhatWasTyped:
    def test_it_stands_on_the_page_that_refuses_it(
        self, editor: Client, registry: Registry, version_id: int
    ) -> None:
        registry.versions.delete(version_id)
        typed = {"description": "Hours <b>\nof work", "source": "s3://b/2", "row_version": "1"}
        response = editor.post(f"{PAGE}/edit", typed)

        assert response.status_code == 404
        assert "What you typed" in text(response)
        assert "Hours <b>\nof work</textarea>" in text(response)
        assert "<b>" not in response.content.decode()
        assert ">Row version<" not in text(response)

    def test_passwords_do_not(self, editor: Client) -> None:
        response = editor.post("/staff/new", {"username": "eve", "password": "a typed secret"})

        assert response.status_code == 403
        assert "eve</textarea>" in text(response)
        assert "secret" not in text(response)

    def test_others_words_do_not(self, client: Client) -> None:
        """Where nobody looked whether our own page sent it."""
        assert "by somebody" not in text(client.post("/nowhere", {"name": "by somebody"}))

    def test_what_can_not_be_read_is_refused_all_the_same(self, editor: Client) -> None:
        response = editor.post(
            "/staff/new", "x=1", content_type="multipart/form-data; boundary=\xff"
        )

        assert response.status_code in {400, 403}


class TestDeletedRows:
    def test_a_deleted_row_keeps_its_place(self, editor: Client) -> None:
        """No other row's button comes under the pointer."""
        first = text(editor.post(f"{METRICS}/delete?name=auc", headers=HTMX))

        assert _rows(first) == ["auc gone", "f1", "loss"]

    @pytest.mark.parametrize("headers", [HTMX, {}])
    def test_so_do_those_deleted_before(self, editor: Client, headers: dict[str, str]) -> None:
        page = text(editor.get(PAGE))
        for name, rows in (
            ("f1", ["auc", "f1 gone", "loss"]),
            ("auc", ["auc gone", "f1 gone", "loss"]),
            ("loss", ["auc gone", "f1 gone", "loss gone"]),
        ):
            [address] = [one for one in _deleting(page) if f"name={name}" in one.split("&")[0]]
            page = text(editor.post(address, headers=headers, follow=True))

            assert _rows(page) == rows

    def test_addresses_stay_short_enough_for_any_server(
        self, editor: Client, registry: Registry, version_id: int
    ) -> None:
        names = [chr(0x1F600 + number) * 255 for number in range(8)]
        for name in names:
            registry.metrics.create(MLMetricCreate(version_id=version_id, name=name, value=1))
        page = text(editor.get(PAGE))
        for name in ("auc", *names[1:]):
            [address] = [
                one
                for one in _deleting(page)
                if one.endswith(_named(name)) or (f"{_named(name)}&gone=" in one)
            ]
            page = text(editor.post(address, headers=HTMX))

            assert max(map(len, _deleting(page))) < 5_000
        assert f"{names[-1]} gone" in _rows(page)

    def test_every_deletion_has_its_undo(self, editor: Client, version_id: int) -> None:
        for name in ("auc", "loss"):
            page = text(editor.post(f"{METRICS}/delete?name={name}", headers=HTMX))

            # Beside those that are there already.
            assert '<div hx-swap-oob="beforeend:#messages">' in page
            assert f'data-undo="The metric {name} is back."' in page
            assert page.count("data-undo") == 1
        for name, value in (("auc", "0.5"), ("loss", "1.5")):
            editor.post(f"{METRICS}/new", {"name": name, "value": value}, headers=HTMX)

        assert Registry().metrics.get_of_owners([version_id])[version_id] == {
            "auc": 0.5,
            "f1": 0.25,
            "loss": 1.5,
        }

    def test_what_is_there_again_is_not_told_to_be_gone(
        self, editor: Client, registry: Registry, version_id: int
    ) -> None:
        editor.post(f"{METRICS}/delete?name=auc")
        registry.metrics.create(MLMetricCreate(version_id=version_id, name="auc", value=0.75))

        assert _rows(text(editor.get(PAGE))) == ["auc", "f1", "loss"]

    def test_a_page_that_keeps_another_up_to_date_takes_nothing_away(self, editor: Client) -> None:
        editor.post(f"{METRICS}/delete?name=auc")
        live = text(editor.get(PAGE, headers={"X-Live": "true"}))

        assert _rows(live) == ["f1", "loss"]
        assert _rows(text(editor.get(PAGE))) == ["auc gone", "f1", "loss"]
        assert _rows(text(editor.get(PAGE))) == ["f1", "loss"]


def _rows(page: str) -> list[str]:
    part = page.partition('id="metrics"')[2].partition("</section>")[0]
    rows = part.split("<tr")[2:]
    names = [row.partition('class="wrap" dir="auto">')[2].partition("</th>")[0] for row in rows]
    return [name.replace("<del>", "").replace("</del>", " gone") for name in names]


def _named(name: str) -> str:
    return f"?name={quote_plus(name)}"


def _deleting(page: str) -> list[str]:
    part = page.partition('id="metrics"')[2].partition("</section>")[0]
    return [one.partition('"')[0] for one in part.split('hx-post="')[1:]]
