"""The errors that mldb raises for its callers."""

from datetime import datetime, timedelta
from typing import Final

UNAVAILABLE: Final = (
    "The registry's database can't be used at the moment. Try again later; if the problem "
    "persists, contact the operator of the registry."
)
BUSY: Final = "The registry is busy at the moment. Try again."


class MLDBError(Exception):
    """Base of all errors of mldb; `str(error)` is a sentence for people.

    `index` is the index of the member of a batch that the error is about, or None.
    """

    index: int | None = None


class NotFoundError(MLDBError):
    """No entity has this key, or none `where` it was looked for; None: the key is a secret.

    `suggestion` is the key that was probably meant, if one is close; `renamed_to` the current name
    of a model that was renamed.
    """

    def __init__(
        self,
        entity: str,
        key: object = None,
        where: str = "",
        suggestion: str | None = None,
        *,
        renamed_to: str | None = None,
    ) -> None:
        super().__init__(entity, key, where, suggestion)
        self.suggestion = suggestion
        self.entity = entity
        self.key = key
        self.where = where
        self.renamed_to = renamed_to

    def __str__(self) -> str:
        if self.renamed_to is not None:
            return f"{self.statement} The model is called {self.renamed_to!r} now."
        return (
            f"{self.statement} Did you mean {self.suggestion}?"
            if self.suggestion
            else self.statement
        )

    @property
    def statement(self) -> str:
        """The message without suggestions."""
        words = [self.entity, repr(self.key) if self.key is not None else "", self.where]
        return f"There is no {' '.join(word for word in words if word)}."


class InvalidTokenError(NotFoundError):
    """An API token is not valid; the message doesn't say why.

    `why`, and `label`, the token's name if there is one, are for the security log only.
    """

    def __init__(self, why: str, label: str | None = None) -> None:
        super().__init__("valid API token")
        self.args = (why, label)
        self.why = why
        self.label = label


class RuleViolationError(MLDBError):
    """The request breaks a rule; `field` names the wrong field; None: the request as a whole."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message, field)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message


class DuplicateError(RuleViolationError):
    """An entity with this name exists already."""


class ConflictError(RuleViolationError):
    """The entity was changed by somebody else since it was read."""


class InUseError(RuleViolationError):
    """Another entity depends on this one; the message names it."""


class ThrottledError(RuleViolationError):
    """Too many wrong passwords; the next one is checked from `until` on."""

    def __init__(self, until: datetime) -> None:
        # Rounded up: in the named minute the next password is checked.
        minute = until + timedelta(minutes=1, microseconds=-1)
        super().__init__(f"Too many wrong passwords. Try again after {minute:%H:%M} UTC.")
        self.args = (until,)
        self.until = until


class QuerySyntaxError(MLDBError):
    """A search text can't be read; `position` is the offset of the mistake.

    `suggestion` is the whole search as it was probably meant, if there is one.
    """

    def __init__(self, message: str, position: int, suggestion: str | None = None) -> None:
        super().__init__(message, position, suggestion)
        self.message = message
        self.position = position
        self.suggestion = suggestion

    def __str__(self) -> str:
        return self.message


class StorageError(MLDBError):
    """The database can't be reached, opened or written, or has the wrong schema.

    `str(error)` is for the operator of the registry: it names hosts, paths and settings. `public`
    is the message for other people, and names none of them.
    """

    def __init__(self, message: str, public: str = UNAVAILABLE) -> None:
        super().__init__(message, public)
        self.message = message
        self.public = public

    def __str__(self) -> str:
        return self.message
