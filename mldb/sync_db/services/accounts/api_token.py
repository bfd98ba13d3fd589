# Generated from mldb/async_db/services/accounts/api_token.py by `make twins`.
"""API tokens."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from sqlalchemy.orm import Session

from mldb.audit import Subject, changes_between, snapshot
from mldb.catalogue import API_TOKEN
from mldb.errors import InvalidTokenError, NotFoundError, RuleViolationError
from mldb.models import APIToken, StaffUser
from mldb.rules.api_token import why_invalid
from mldb.rules.paging import check_page
from mldb.schemas import APITokenCreate, APITokenCreated, APITokenOwner, APITokenRead
from mldb.sync_db.repositories.accounts.api_token import APITokenRepository
from mldb.sync_db.repositories.accounts.staff_user import StaffUserRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.hooks import Hooks
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE
from mldb.values.secrets import hash_of, new_secret

_READ: Final = frozenset(APITokenRead.model_fields) - {"model_names"}
_AUDITED = API_TOKEN.audited


class APITokenService(Hooks, Service):
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
            self._validate_create(change.session, [data])
            model_ids = _model_ids(change.session, data.model_names)
            user = _user(change.session, data.user_id)
            values = data.model_dump(exclude={"model_names"}) | {"model_ids": model_ids}
            row = APITokenRepository(change.session).add(
                values | {"secret_hash": hash_of(secret)} | change.created()
            )
            after = snapshot(row, _AUDITED) | {"model_names": data.model_names}
            change.record(AuditAction.CREATE, _subject(row, user), changes_between({}, after))
            change.note("token_created", account=user.username, token=row.name, scope=row.scope)
            (read,) = _read_all(change.session, [row])
        return APITokenCreated(**read.model_dump(), secret=secret)

    def get(self, token_id: int) -> APITokenRead:
        """The token with this id, valid or not.

        Raises:
            NotFoundError: there is none.
        """
        with self.database.reading() as session:
            (read,) = _read_all(session, [self._row(session, token_id)])
            return read

    def get_of_user(
        self, user_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[APITokenRead]:
        """Tokens of a staff user, valid or not, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            rows = APITokenRepository(session).get_of_user(user_id, skip, limit)
            return _read_all(session, rows)

    def authenticate(self, secret: str) -> APITokenOwner:
        """The valid token with this secret, and the active staff user it acts for.

        Raises:
            InvalidTokenError: no such token, or it or its owner must not act any more; the message
                gives neither the cause nor the secret.
        """
        with self.database.reading() as session:
            found = APITokenRepository(session).get_with_owner(hash_of(secret))
            if found is not None:
                found["model_names"] = _names(session, found["model_ids"])
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
        """The revoked token, which gives no access any more; revoking again changes nothing.

        Raises:
            NotFoundError: there is none.
        """
        with self._changing(reason) as change:
            row = self._row(change.session, token_id, lock=True)
            if row.revoked_at is None:
                _revoke(change, row, row.user)
            (read,) = _read_all(change.session, [row])
            return read

    def revoke_of_user(self, user_id: int, *, reason: str | None = None) -> int:
        """Revoke all tokens of a staff user; returns how many were not revoked before.

        Raises:
            NotFoundError: there is no such staff user.
        """
        with self._changing(reason) as change:
            user = StaffUserRepository(change.session).get(user_id)
            if user is None:
                raise NotFoundError("staff user", user_id)
            return revoke_tokens_of(change, user)

    def _validate_create(self, session: Session, data: Sequence[APITokenCreate]) -> None:
        """A token expires in the future."""
        now = datetime.now(UTC)
        for one in data:
            if one.expires_at is not None and one.expires_at <= now:
                raise RuleViolationError("The expiry must be in the future.", "expires_at")

    def _row(self, session: Session, token_id: int, *, lock: bool = False) -> APIToken:
        row = APITokenRepository(session).get(token_id, lock=lock)
        if row is None:
            raise NotFoundError(self.entity, token_id)
        return row


def revoke_tokens_of(change: Change, user: StaffUser) -> int:
    """Revoke the unrevoked tokens of this user, as a part of the change; returns how many."""
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


def _user(session: Session, user_id: int) -> StaffUser:
    user = StaffUserRepository(session).get(user_id)
    if user is None or not user.is_active:
        raise NotFoundError("staff user", user_id)
    return user


def _model_ids(session: Session, names: list[str] | None) -> list[int] | None:
    """A name that is misspelt today could be that of somebody else's model tomorrow."""
    if names is None:
        return None
    found = MLModelRepository(session).of_names(names)
    live = {name: row_id for row_id, name, deleted_at in found if deleted_at is None}
    missing = [name for name in names if name not in live]
    if missing:
        raise RuleViolationError(
            f"There is no model {missing[0]!r}. A token can be for models that exist.",
            "model_names",
        )
    return [live[name] for name in names]


def _names(session: Session, model_ids: list[int] | None) -> list[str] | None:
    """The current names of these models without purged ones; None stands for all models."""
    if model_ids is None:
        return None
    names = MLModelNameRepository(session).of_models(model_ids)
    return [names[model_id] for model_id in model_ids if model_id in names]


def _read_all(session: Session, rows: Sequence[APIToken]) -> list[APITokenRead]:
    ids = {model_id for row in rows for model_id in row.model_ids or ()}
    names = MLModelNameRepository(session).of_models(ids) if ids else {}
    return [APITokenRead.model_validate(_columns(row, names)) for row in rows]


def _columns(row: APIToken, names: Mapping[int, str]) -> dict[str, Any]:
    columns = {field: getattr(row, field) for field in _READ}
    if row.model_ids is None:
        return columns | {"model_names": None}
    return columns | {"model_names": [names[one] for one in row.model_ids if one in names]}


def _subject(row: APIToken, user: StaffUser) -> Subject:
    return Subject(APITokenService.entity, row.id, f"{user.username}/{row.name}")
