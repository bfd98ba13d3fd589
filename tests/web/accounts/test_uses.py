"""Uses of sessions and API tokens, noted in the background."""

import threading

import pytest

from mldb.errors import StorageError
from registry_app.accounts import uses
from tests.mldb.workers import PATIENCE_SECONDS


@pytest.mark.parametrize("error", [StorageError("It is locked."), RuntimeError("A fault.")])
def test_the_next_use_is_noted_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    noted = threading.Event()

    def note_use(_: object, token_id: int) -> None:
        if token_id == 1:
            raise error
        noted.set()

    monkeypatch.setattr("mldb.sync_db.APITokenService.note_use", note_use)
    uses.note_token_use(1)
    uses.note_token_use(2)

    assert noted.wait(PATIENCE_SECONDS)
    assert "The use of an API token was not noted" in caplog.text
    assert str(error) in caplog.text


def test_a_use_that_waits_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, goes_on, done = threading.Event(), threading.Event(), threading.Event()
    noted = []

    def note_use(_: object, token_id: int) -> None:
        begun.set()
        assert goes_on.wait(PATIENCE_SECONDS)
        noted.append(token_id)
        if token_id == 3:
            done.set()

    monkeypatch.setattr("mldb.sync_db.APITokenService.note_use", note_use)
    uses.note_token_use(1)
    assert begun.wait(PATIENCE_SECONDS)
    for token_id in (2, 2, 3):
        uses.note_token_use(token_id)
    goes_on.set()

    assert done.wait(PATIENCE_SECONDS)
    assert noted == [1, 2, 3]
