"""Django's sessions, kept by mldb under the hash of their key."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from mldb.errors import DuplicateError, NotFoundError
from mldb.schemas import StaffSessionCreate
from registry_app.auth.account import StaffAccount
from registry_app.registry import Registry


class SessionStore(SessionBase):
    """One browser's session. Views that are async get it through Django's thread hop.

    `account` is whoever is logged in with it, active or not, once it is loaded.
    """

    account: StaffAccount | None = None

    def load(self) -> dict[str, Any]:
        """Contents of the session; a new, empty one if it expired or was ended."""
        try:
            stored = Registry().sessions.get_with_user(self.session_key or "")
        except NotFoundError:
            self._session_key = None
            return {}
        self.account = StaffAccount.of(stored.user) if stored.user else None
        return self.decode(stored.payload)

    def exists(self, session_key: str) -> bool:
        """Whether an unexpired session has this key."""
        try:
            Registry().sessions.get(session_key)
        except NotFoundError:
            return False
        return True

    def create(self) -> None:
        """Store it under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # not in the stubs
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's signature
        """Store its contents.

        Raises:
            CreateError: `must_create`, and the key is taken.
            UpdateError: it was ended meanwhile, perhaps by its owner on another machine.
        """
        if self.session_key is None:
            self.create()
            return
        contents = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # likewise
        user_id = contents.get(SESSION_KEY)
        data = StaffSessionCreate(
            key=self.session_key,
            payload=self.encode(contents),
            expires_at=datetime.now(UTC) + timedelta(seconds=self.get_expiry_age()),
            user_id=int(user_id) if user_id is not None else None,
        )
        try:
            if must_create:
                Registry().sessions.create(data)
            else:
                Registry().sessions.update(data)
        except DuplicateError as error:
            raise CreateError from error
        except NotFoundError as error:
            raise UpdateError from error

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one with the key."""
        key = session_key or self.session_key
        if key is not None:
            Registry().sessions.delete(key)

    @classmethod
    def clear_expired(cls) -> None:
        """Forget what has expired."""
        while Registry().sessions.delete_expired():
            pass
