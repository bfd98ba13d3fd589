# Generated from mldb/async_db/repositories/accounts/api_token.py by `make twins`.
"""Rows of api_tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import joinedload

from mldb.models import APIToken
from mldb.statements.accounts.api_token import OF_USER, token_with_owner
from mldb.statements.identity import has_id
from mldb.statements.prefixed import split_row
from mldb.sync_db.repositories.base import BaseRepository


class APITokenRepository(BaseRepository[APIToken]):
    """Rows of api_tokens, with the staff user they act for."""

    row_type = APIToken

    @classmethod
    def statement(cls) -> Select[APIToken]:
        """Tokens with their staff user."""
        return select(APIToken).options(joinedload(APIToken.user, innerjoin=True))

    def get_with_owner(self, secret_hash: str) -> dict[str, Any] | None:
        """Columns by the hash of the secret, valid or not, and as `user` its owner's; or None."""
        connection = self.session.connection()
        found = connection.execute(token_with_owner(), {"secret_hash": secret_hash})
        row = found.first()
        if row is None:
            return None
        token, user = split_row(row, OF_USER)
        return token | {"user": user}

    def get_of_user(self, user_id: int, skip: int, limit: int) -> Sequence[APIToken]:
        """Rows of a user, the newest first, at most `limit`."""
        return self.get_all(skip, limit, has_id(APIToken.user_id, user_id))

    def lock_unrevoked(self, user_id: int) -> Sequence[APIToken]:
        """Rows of a user that are not revoked, which nobody else can change until the commit."""
        statement = select(APIToken).where(
            has_id(APIToken.user_id, user_id), APIToken.revoked_at.is_(None)
        )
        locked = statement.order_by(APIToken.id).with_for_update(key_share=True)
        return (self.session.scalars(locked)).all()

    def set_last_used(self, token_id: int, at: datetime) -> None:
        """Note a use, without making open forms of the token stale."""
        self.session.execute(
            update(APIToken)
            .where(has_id(APIToken.id, token_id))
            .values(last_used_at=at)
            .execution_options(synchronize_session=False)
        )
