"""Managing staff users."""

import json
from typing import Any

import pytest
from django.test import Client

from mldb.schemas import StaffUserCreate, StaffUserUpdate
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry
from tests.web.conftest import PASSWORD
from tests.web.page import hidden, is_logged_in, text, user_id

NEW = "another long pass phrase"
OWN = "one of my very own choice"


def create(client: Client, **changed: str) -> Any:
    complete = {
        "username": "Carol",
        "display_name": "Carol <C>",
        "role": "editor",
        "password": NEW,
        "reason": "New colleague",
    }
    return client.post("/staff/new", complete | changed)


def update(client: Client, user: int, **changed: object) -> Any:
    complete = {"row_version": 1, "display_name": "V", "role": "viewer", "is_active": "on"}
    fields = {name: value for name, value in (complete | changed).items() if value is not None}
    return client.post(f"/staff/{user}", fields)


def set_password(client: Client, user: int, password: str = NEW, version: str = "1") -> Any:
    return client.post(f"/staff/{user}/password", {"row_version": version, "password": password})


class TestCreate:
    def test_they_can_log_in(self, admin: Client, registry: Registry) -> None:
        response = create(admin)
        carol = registry.staff.get_by_username("carol")
        client = Client()
        client.post("/login", {"username": "carol", "password": NEW})
        first = client.get("/models")
        change = {"old_password": NEW, "new_password1": OWN, "new_password2": OWN}
        client.post("/account/password", change)

        assert response["Location"] == "/staff"
        assert (carol.display_name, carol.role, carol.is_active) == ("Carol <C>", "editor", True)
        assert carol.created_by == "admin"
        assert registry.audit.get_all()[1].reason == "New colleague"
        assert first["Location"] == "/account/password"
        assert is_logged_in(client)

    def test_the_list_shows_them(self, admin: Client) -> None:
        create(admin)
        response = admin.get("/staff")

        assert "Carol <C>" in text(response)
        assert "<C>" not in response.content.decode()

    def test_the_list_is_a_file_without_passwords(self, admin: Client) -> None:
        create(admin)
        page = text(admin.get("/staff?format=csv"))

        assert page.splitlines()[0] == "username,name,role,may_log_in,added,by"
        assert "\ncarol,Carol <C>,editor,True,20" in page
        assert "argon2" not in page
        assert json.loads(text(admin.get("/staff?format=json")))[1]["username"] == "carol"

    def test_without_a_name_the_username_is_shown(self, admin: Client, registry: Registry) -> None:
        create(admin, display_name="")

        assert registry.staff.get_by_username("carol").display_name == "carol"

    @pytest.mark.parametrize(
        ("changed", "status", "message"),
        [
            ({"username": ""}, 422, "A username starts with a letter or digit"),
            ({"username": "a b"}, 422, "A username starts with a letter or digit"),
            ({"username": "system"}, 422, "is reserved"),
            ({"username": "ADMIN"}, 409, "A user named 'admin' exists already."),
            ({"role": "king"}, 422, "Select a valid choice"),
            ({"password": ""}, 422, "too short"),
            ({"password": "short"}, 422, "too short"),
            ({"password": "password123"}, 422, "too common"),
            ({"password": "4815162342108"}, 422, "entirely numeric"),
            ({"reason": "x" * 1_001}, 422, "The reason can't be used"),
        ],
    )
    def test_a_refusal_shows_the_message_and_keeps_all_but_the_password(
        self, admin: Client, changed: dict[str, str], status: int, message: str
    ) -> None:
        response = create(admin, **changed)

        assert response.status_code == status
        assert message in text(response)
        assert 'value="Carol <C>"' in text(response)
        assert f'value="{NEW}"' not in text(response)
        assert len(Registry().staff.get_all()) == 1


class TestUpdate:
    def test_a_new_role_holds_from_the_next_request(self, admin: Client, viewer: Client) -> None:
        before = viewer.get("/new-model").status_code
        response = update(admin, user_id(Role.VIEWER), role="editor", reason="Grown")

        assert response["Location"] == "/staff"
        assert (before, viewer.get("/new-model").status_code) == (403, 200)

    def test_who_is_deactivated_is_out_at_once_and_stays_out(
        self, admin: Client, viewer: Client
    ) -> None:
        user = user_id(Role.VIEWER)
        update(admin, user, is_active=None)

        assert not is_logged_in(viewer)
        assert Registry().sessions.get_of_user(user) == []
        assert (
            viewer.post("/login", {"username": "viewer", "password": PASSWORD}).status_code == 422
        )

    def test_the_page_shows_what_is_stored(self, admin: Client, viewer: Client) -> None:
        page = text(admin.get(f"/staff/{user_id(Role.VIEWER)}"))

        assert '<option value="viewer" selected>' in page
        assert 'name="is_active" id="id_is_active"' in page or "checked" in page

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"role": "editor"}, "The last admin can't give up the role."),
            ({"role": "admin", "is_active": None}, "The last admin can't be deactivated."),
        ],
    )
    def test_the_last_admin_stays(
        self, admin: Client, changed: dict[str, object], message: str
    ) -> None:
        response = update(admin, user_id(Role.ADMIN), **changed)

        assert response.status_code == 422
        assert message in text(response)
        assert admin.get("/staff").status_code == 200

    def test_one_of_two_admins_may_leave(self, admin: Client, password_hash: str) -> None:
        """Their browser is logged out by it."""
        Registry(SYSTEM).staff.create(
            StaffUserCreate(username="second", password_hash=password_hash, role=Role.ADMIN)
        )
        response = update(admin, user_id(Role.ADMIN), role="admin", is_active=None)

        assert response.status_code == 302
        assert not is_logged_in(admin)

    def test_a_stale_form_shows_both_and_can_then_be_saved(
        self, admin: Client, viewer: Client
    ) -> None:
        user = user_id(Role.VIEWER)
        Registry(SYSTEM).staff.update(
            user, StaffUserUpdate(row_version=1, display_name="theirs", is_active=False)
        )
        conflict = update(admin, user, display_name="mine")

        assert conflict.status_code == 409
        assert '<td class="wrap">theirs</td><td class="wrap">mine</td>' in text(conflict)
        assert '<td class="wrap">no</td><td class="wrap">yes</td>' in text(conflict)

        update(admin, user, display_name="mine", row_version=hidden(conflict, "row_version"))

        assert Registry().staff.get(user).display_name == "mine"

    @pytest.mark.parametrize("path", ["/staff/99", "/staff/99/password", "/staff/" + "9" * 30])
    def test_a_missing_one_is_told_in_words(self, admin: Client, path: str) -> None:
        assert admin.get(path).status_code == 404
        assert admin.post(path, {"row_version": 1, "password": NEW}).status_code == 404


class TestPassword:
    def test_the_new_one_opens_and_old_sessions_end(self, admin: Client, viewer: Client) -> None:
        user = user_id(Role.VIEWER)
        response = set_password(admin, user)
        account = StaffAccount.of(Registry().staff.get_credentials_by_id(user))

        assert response["Location"] == "/staff"
        assert account.check_password(NEW)
        assert Registry().sessions.get_of_user(user) == []
        assert not is_logged_in(viewer)

    def test_one_s_own_logs_out_here_too(self, admin: Client) -> None:
        response = set_password(admin, user_id(Role.ADMIN))

        assert response.status_code == 302
        assert not is_logged_in(admin)

    @pytest.mark.parametrize("password", ["", "short", "password123"])
    def test_a_weak_one_is_refused(self, admin: Client, viewer: Client, password: str) -> None:
        response = set_password(admin, user_id(Role.VIEWER), password)

        assert response.status_code == 422
        assert "This password is too" in text(response)
        assert is_logged_in(viewer)

    def test_a_stale_form_is_refused_once(self, admin: Client, viewer: Client) -> None:
        user = user_id(Role.VIEWER)
        Registry(SYSTEM).staff.update(user, StaffUserUpdate(row_version=1, display_name="V"))
        conflict = set_password(admin, user)

        assert conflict.status_code == 409
        assert "system changed this staff user in the meantime." in text(conflict)
        assert set_password(admin, user, version=hidden(conflict, "row_version")).status_code == 302
