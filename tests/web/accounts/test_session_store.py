"""Sessions as Django sees them, kept by mldb."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.test import Client

from mldb.errors import NotFoundError
from mldb.values.enums import Role
from registry_app.accounts.sessions import SessionStore
from registry_app.core.registry import Registry
from tests.web.page import text, user_id


def stored() -> SessionStore:
    """A session with something in it."""
    store = SessionStore()
    store["colour"] = "blue"
    store.create()
    return store


def test_what_is_saved_is_loaded_again() -> None:
    key = stored().session_key

    assert SessionStore(key)["colour"] == "blue"
    assert SessionStore(key).exists(str(key))


def test_a_change_is_kept_when_saved() -> None:
    store = stored()
    store["colour"] = "red"
    store.save()

    assert SessionStore(store.session_key)["colour"] == "red"


def test_saving_without_a_key_makes_one() -> None:
    store = SessionStore()
    store["colour"] = "blue"
    store.save()

    assert store.session_key is not None
    assert SessionStore(store.session_key)["colour"] == "blue"


@pytest.mark.parametrize("key", ["12345678", "'; DROP TABLE x; --", "ö" * 300, "\x00" * 10])
def test_an_unknown_key_is_a_new_empty_session(key: str) -> None:
    store = SessionStore(key)

    assert dict(store.items()) == {}
    assert store.session_key is None
    assert not store.exists(key)


def test_a_taken_key_is_never_overwritten() -> None:
    taken = stored()
    other = SessionStore(taken.session_key)

    with pytest.raises(CreateError):
        other.save(must_create=True)

    assert SessionStore(taken.session_key)["colour"] == "blue"


def test_a_collision_while_creating_leads_to_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = stored().session_key
    keys = iter([taken, "another-key-12345"])
    store = SessionStore()
    monkeypatch.setattr(store, "_get_new_session_key", lambda: next(keys))
    store.create()

    assert store.session_key == "another-key-12345"


def test_an_ended_session_stays_ended() -> None:
    store = stored()
    SessionStore().delete(store.session_key)

    with pytest.raises(UpdateError):
        store.save()

    assert not store.exists(str(store.session_key))


def test_deleting_without_a_key_ends_this_one_and_none_is_fine() -> None:
    store = stored()
    store.delete()
    SessionStore().delete()

    assert not store.exists(str(store.session_key))


def test_a_new_key_takes_the_contents_along_and_ends_the_old_one() -> None:
    store = stored()
    old = str(store.session_key)
    store.cycle_key()

    assert store.session_key != old
    assert SessionStore(store.session_key)["colour"] == "blue"
    assert not store.exists(old)


def test_expired_sessions_are_neither_loaded_nor_kept() -> None:
    expired, lasting = stored(), stored()
    expired.set_expiry(timedelta(seconds=-1))
    expired.save()

    assert not expired.exists(str(expired.session_key))
    assert dict(SessionStore(expired.session_key).items()) == {}

    SessionStore.clear_expired()

    assert lasting.exists(str(lasting.session_key))


def test_the_key_is_not_stored(registry: Registry, admin: Client) -> None:
    key = admin.session.session_key
    of_user = registry.sessions.get_of_user(user_id(Role.ADMIN))

    assert len(of_user) == 1
    assert str(key) not in repr(of_user[0].model_dump())


def test_a_session_knows_whose_it_is(viewer: Client, registry: Registry) -> None:
    session = registry.sessions.get(str(viewer.session.session_key))

    assert session.user_id == user_id(Role.VIEWER) == int(viewer.session[SESSION_KEY])


def test_a_session_of_nobody_knows_nobody(registry: Registry) -> None:
    assert registry.sessions.get(str(stored().session_key)).user_id is None


async def test_async_views_use_the_same_sessions() -> None:
    store = SessionStore()
    await store.aset("colour", "blue")
    await store.acreate()
    old = str(store.session_key)

    assert await SessionStore(old).aget("colour") == "blue"

    await store.aset("colour", "red")
    await store.asave()
    await store.acycle_key()

    assert await SessionStore(store.session_key).aget("colour") == "red"
    assert not await store.aexists(old)

    await store.adelete()
    await SessionStore.aclear_expired()

    assert not await store.aexists(str(store.session_key))
    with pytest.raises(UpdateError):
        await store.asave()


def test_a_session_ended_during_a_request_is_told_in_words(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody logs out everywhere else while this browser sends a form."""
    key = str(editor.session.session_key)
    monkeypatch.setattr(
        "registry_app.web.models.views.messages.success",
        lambda request, text: _end_and_write(request, key),
    )

    response = editor.post("/new-model", {"name": "fraud"})

    assert response.status_code == 400
    assert "Log in again" in text(response)
    with pytest.raises(NotFoundError):
        Registry().sessions.get(key)


def _end_and_write(request: object, key: str) -> None:
    SessionStore().delete(key)
    session: SessionStore = request.session  # type: ignore[attr-defined]
    session["message"] = "Saved."
