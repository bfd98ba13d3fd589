# Generated from mldb/async_db/services/api_token.py by `make twins`.
"""API tokens."""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from mldb.errors import InvalidTokenError, NotFoundError, RuleViolationError
from mldb.models import APIToken, StaffUser
from mldb.rules.api_token import why_invalid
from mldb.rules.audit import Subject, changes_between, snapshot
from mldb.rules.paging import check_page
from mldb.rules.secret import hash_of, new_secret
from mldb.schemas import APITokenCreate, APITokenCreated, APITokenOwner, APITokenRead
from mldb.sync_db.repositories.api_token import APITokenRepository
from mldb.sync_db.repositories.ml_model import MLModelRepository
from mldb.sync_db.repositories.staff_user import StaffUserRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.change import Change
from mldb.types import PAGE_SIZE, AuditAction

_AUDITED = ("name", "scope", "model_names", "expires_at", "revoked_at")


class APITokenService(Service):
    """API tokens: made, used, revoked; never changed otherwise, never deleted."""

    entity: ClassVar[str] = "API token"

    def create(self, data: APITokenCreate, *, reason: str | None = None) -> APITokenCreated:
        """The token with its secret, which is shown this once.

        Raises:
            NotFoundError: there is no such staff user.
            DuplicateError: the staff user has a token of this name.
            RuleViolationError: it would have expired already, or one of its models doesn't exist.
        """
        secret = new_secret()
        with self._changing(reason) as change:
            if data.expires_at is not None and data.expires_at <= change.at:
                raise RuleViolationError("The expiry must lie in the future.", "expires_at")
            _check_models(change.session, data.model_names or [])
            user = StaffUserRepository(change.session).get(data.user_id)
            if user is None or not user.is_active:
                raise NotFoundError("staff user", data.user_id)
            row = APITokenRepository(change.session).add(
                data.model_dump() | {"secret_hash": hash_of(secret)} | change.created()
            )
            changes = changes_between({}, snapshot(row, _AUDITED))
            change.record(AuditAction.CREATE, _subject(row, user), changes)
            change.note("token_created", account=user.username, token=row.name, scope=row.scope)
            read = APITokenRead.model_validate(row)
        return APITokenCreated(**read.model_dump(), secret=secret)

    def get(self, token_id: int) -> APITokenRead:
        """The token with this id, valid or not.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.reading() as session:
            return APITokenRead.model_validate(self._row(session, token_id))

    def get_of_user(
        self, user_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[APITokenRead]:
        """Tokens of a staff user, valid or not, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            rows = APITokenRepository(session).get_of_user(user_id, skip, limit)
            return [APITokenRead.model_validate(row) for row in rows]

    def authenticate(self, secret: str) -> APITokenOwner:
        """The valid token with this secret, and the active staff user it acts for.

        Raises:
            InvalidTokenError: no such token, or it or its owner must not act any more; its message
                doesn't tell which, nor what the secret was.
        """
        with self.database.reading() as session:
            found = APITokenRepository(session).get_with_owner(hash_of(secret))
        if found is None:
            raise InvalidTokenError("unknown")
        token = APITokenOwner.model_validate(found)
        why = why_invalid(token, datetime.now(UTC))
        if why is not None:
            raise InvalidTokenError(why, f"{token.user.username}/{token.name}")
        return token

    def note_use(self, token_id: int) -> None:
        """Set `last_used_at` to now; not audited, as nothing was decided."""
        with self.database.writing() as session:
            APITokenRepository(session).set_last_used(token_id, datetime.now(UTC))

    def revoke(self, token_id: int, *, reason: str | None = None) -> APITokenRead:
        """The token, which from now on opens nothing; revoking again changes nothing.

        Raises:
            NotFoundError: there is none.
        """
        with self._changing(reason) as change:
            row = self._row(change.session, token_id, lock=True)
            if row.revoked_at is None:
                _revoke(change, row, row.user)
            return APITokenRead.model_validate(row)

    def revoke_of_user(self, user_id: int, *, reason: str | None = None) -> int:
        """Revoke all tokens of a staff user; how many opened something until now.

        Raises:
            NotFoundError: there is no such staff user.
        """
        with self._changing(reason) as change:
            user = StaffUserRepository(change.session).get(user_id)
            if user is None:
                raise NotFoundError("staff user", user_id)
            return revoke_tokens_of(change, user)

    def _row(self, session: Session, token_id: int, *, lock: bool = False) -> APIToken:
        row = APITokenRepository(session).get(token_id, lock=lock)
        if row is None:
            raise NotFoundError(self.entity, token_id)
        return row


def revoke_tokens_of(change: Change, user: StaffUser) -> int:
    """Revoke what is not revoked of this user's tokens, as a part of the change; how many."""
    rows = APITokenRepository(change.session).lock_unrevoked(user.id)
    for row in rows:
        _revoke(change, row, user)
    return len(rows)


def _revoke(change: Change, row: APIToken, user: StaffUser) -> None:
    before = snapshot(row, _AUDITED)
    APITokenRepository(change.session).update(row, {"revoked_at": change.at} | change.updated())
    changes = changes_between(before, snapshot(row, _AUDITED))
    change.record(AuditAction.UPDATE, _subject(row, user), changes)
    change.note("token_revoked", account=user.username, token=row.name)


def _check_models(session: Session, names: list[str]) -> None:
    """A name that is misspelt today could be that of somebody else's model tomorrow."""
    found = MLModelRepository(session).of_names(names) if names else []
    live = {name for _, name, deleted_at in found if deleted_at is None}
    missing = [name for name in names if name not in live]
    if missing:
        raise RuleViolationError(
            f"There is no model {missing[0]!r}. A token can be for models that exist.",
            "model_names",
        )


def _subject(row: APIToken, user: StaffUser) -> Subject:
    return Subject(APITokenService.entity, row.id, f"{user.username}/{row.name}")
