"""Django's sessions, kept by mldb under the hash of their key."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from mldb.errors import DuplicateError, NotFoundError
from mldb.schemas import StaffSessionCreate, StaffSessionOwner
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.uses import note_session_use
from registry_app.core.registry import Registry

# A use is noted after this part of the time after which a session expires, or after these minutes.
_USE_IS_NOTED_AFTER_PART: Final = 20
_USE_IS_NOTED_AFTER: Final = timedelta(minutes=10)


class SessionStore(SessionBase):
    """One browser's session. Views that are async get it through Django's thread hop.

    It expires when it is not used for a while, and ends a longer while after its password was
    given, used or not. `account` is whoever is logged in with it, active or not, once it is loaded.
    """

    account: StaffAccount | None = None
    row_id: int | None = None
    address: str | None = None
    browser: str | None = None
    # Open pages ask for news by themselves, which is no use.
    is_used = False
    _created_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """Contents of the session; a new, empty one if it expired or was ended."""
        try:
            stored = Registry().sessions.get_with_user(self.session_key or "")
        except NotFoundError:
            self._session_key = None
            return {}
        return self._loaded(stored, datetime.now(UTC))

    def _loaded(self, stored: StaffSessionOwner, now: datetime) -> dict[str, Any]:
        self._created_at, self.row_id = stored.created_at, stored.id
        # The current settings apply to older sessions, too.
        if self._end(now) <= now or stored.updated_at + _idle() <= now:
            self._session_key = None
            return {}
        self.account = StaffAccount.of(stored.user) if stored.user else None
        unnoted = min(_idle() / _USE_IS_NOTED_AFTER_PART, _USE_IS_NOTED_AFTER)
        if self.is_used and abs(now - stored.updated_at) > unnoted:
            note_session_use(str(self.session_key), min(now + _idle(), self._end(now)))
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
        self._created_at = None
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
        data = self._stored(self.session_key, contents)
        try:
            if must_create:
                self.row_id = Registry().sessions.create(data).id
            else:
                Registry().sessions.update(data)
        except DuplicateError as error:
            raise CreateError from error
        except NotFoundError as error:
            raise UpdateError from error

    def _stored(self, key: str, contents: dict[str, Any]) -> StaffSessionCreate:
        now = datetime.now(UTC)
        user_id = contents.get(SESSION_KEY)
        # Without an expiry of its own, the age is the time until the end.
        age = timedelta(seconds=self.get_expiry_age())
        return StaffSessionCreate(
            key=key,
            payload=self.encode(contents),
            expires_at=now + min(age, _idle()),
            user_id=int(user_id) if user_id is not None else None,
            address=self.address,
            browser=self.browser,
        )

    def get_session_cookie_age(self) -> int:
        """Seconds until the end; no change of the contents moves it."""
        now = datetime.now(UTC)
        return max(int((self._end(now) - now).total_seconds()), 0)

    def _end(self, now: datetime) -> datetime:
        return (self._created_at or now) + timedelta(seconds=settings.SESSION_COOKIE_AGE)

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


def _idle() -> timedelta:
    return timedelta(seconds=settings.SESSION_IDLE_SECONDS)
