# Generated from tests/mldb/async_db/accounts/test_idempotency_key.py by `make twins`.
"""Requests under a key: carried out once, whole or not at all."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mldb.errors import DuplicateError
from mldb.schemas import IdempotencyKeyUse, MLModelCreate, StaffUserCreate, StaffUserRead
from mldb.sync_db import Database, IdempotencyKeyService, MLModelService, StaffUserService
from mldb.values.limits import IDEMPOTENCY_KEY_LIFETIME


class Later(datetime):
    """A clock that is ahead by the time for which keys are kept."""

    @classmethod
    def now(cls, tz: object = None) -> Any:
        """The present time, and a day more."""
        return datetime.now(UTC) + IDEMPOTENCY_KEY_LIFETIME


@pytest.fixture
def keys(database: Database) -> IdempotencyKeyService:
    return IdempotencyKeyService(database)


@pytest.fixture
def use(admin: StaffUserRead) -> IdempotencyKeyUse:
    return IdempotencyKeyUse(user_id=admin.id, key="k-1", fingerprint="register resnet")


def _register(keys: IdempotencyKeyService, use: IdempotencyKeyUse, name: str) -> str:
    """What the request is answered; registers a model unless it was answered before."""
    with keys.once(use) as once:
        if once.response is None:
            model = MLModelService(once.database, actor="alice").create(MLModelCreate(name=name))
            once.response = f"{model.id} {model.name}"
        return once.response


def test_a_request_sent_again_is_answered_the_same_and_changes_nothing(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, models: MLModelService
) -> None:
    first = _register(keys, use, "resnet")
    again = _register(keys, use, "another")

    assert first == again
    assert [model.name for model in models.get_all()] == ["resnet"]


def test_a_refused_request_leaves_nothing_and_may_be_corrected(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, models: MLModelService
) -> None:
    models.create(MLModelCreate(name="taken"))
    with pytest.raises(DuplicateError, match="taken"):
        _register(keys, use, "taken")

    _register(keys, use, "free")

    assert [model.name for model in models.get_all()] == ["free", "taken"]


def test_a_failure_behind_the_change_undoes_the_change(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, models: MLModelService
) -> None:
    def register_and_fail() -> None:
        with keys.once(use) as once:
            MLModelService(once.database, actor="alice").create(MLModelCreate(name="resnet"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        register_and_fail()

    assert models.get_all() == []


def test_another_request_with_the_key_is_refused(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, models: MLModelService
) -> None:
    _register(keys, use, "resnet")
    with pytest.raises(DuplicateError) as caught:
        _register(keys, use.model_copy(update={"fingerprint": "other"}), "another")

    assert caught.value.field == "key"
    assert len(models.get_all()) == 1


def test_keys_belong_to_their_user(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, staff: StaffUserService
) -> None:
    other = staff.create(StaffUserCreate(username="bob", password_hash="hash"))
    first = _register(keys, use, "resnet")
    second = _register(keys, use.model_copy(update={"user_id": other.id}), "bert")

    assert first != second


def test_keys_are_forgotten_after_a_day(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _register(keys, use, "resnet")
    monkeypatch.setattr(f"{IdempotencyKeyService.__module__}.datetime", Later)

    assert _register(keys, use, "bert") != first


def test_old_keys_are_removed_in_batches(
    keys: IdempotencyKeyService, use: IdempotencyKeyUse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        _register(keys, use.model_copy(update={"key": f"k-{number}"}), f"model-{number}")
    fresh = keys.delete_old()
    monkeypatch.setattr(f"{IdempotencyKeyService.__module__}.datetime", Later)

    assert fresh == 0
    assert keys.count_old() == 3
    assert [keys.delete_old(limit=2) for _ in range(3)] == [2, 1, 0]


def test_what_is_done_together_is_seen_before_it_is_committed(
    database: Database, models: MLModelService
) -> None:
    with database.transaction() as block:
        inside = MLModelService(block, actor="alice")
        inside.create(MLModelCreate(name="resnet"))
        seen = inside.search("resnet")

    assert [model.name for model in seen.rows] == ["resnet"]
    assert [model.name for model in models.get_all()] == ["resnet"]
