"""Statements about API tokens."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, select

from mldb.models import APIToken, StaffUser
from mldb.statements.prefixed import prefixed_columns

OF_USER: Final = "user_of_token_"
"""Prefix of the staff user's columns."""


@cache
def token_with_owner() -> Select[Any]:
    """Columns of the token with this `secret_hash`, and of the staff user it acts for.

    Every request of a program asks for it: the ORM would double what it costs.
    """
    token: Any = APIToken.__table__
    user: Any = StaffUser.__table__
    return (
        select(*token.c, *prefixed_columns(user, OF_USER))
        .join_from(token, user, token.c.user_id == user.c.id)
        .where(token.c.secret_hash == bindparam("secret_hash"))
    )
