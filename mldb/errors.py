"""Every error that a caller of mldb has to expect."""

from datetime import datetime, timedelta
from typing import Final

UNAVAILABLE: Final = (
    "The registry's database can't be used at the moment. Try again later; if it stays like this, "
    "tell whoever runs the registry."
)
BUSY: Final = "The registry is busy at the moment. Try again."


class MLDBError(Exception):
    """Base of all; `str(error)` is a sentence that a person can act on.

    `index` is the index of the item of a batch that the error is about, if it is about one.
    """

    index: int | None = None


class NotFoundError(MLDBError):
    """Nothing has this key where it was looked for; None: the key is a secret.

    `suggestion` is the key that was probably meant, if one is close; `renamed_to` the present name
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
        """What is not there, as a sentence."""
        words = [self.entity, repr(self.key) if self.key is not None else "", self.where]
        return f"There is no {' '.join(word for word in words if word)}."


class InvalidTokenError(NotFoundError):
    """A secret that opens nothing; the message doesn't tell why.

    For the security log alone: `why`, and `label`, which names the token, None if there is none.
    """

    def __init__(self, why: str, label: str | None = None) -> None:
        super().__init__("valid API token")
        self.args = (why, label)
        self.why = why
        self.label = label


class RuleViolationError(MLDBError):
    """The request breaks a rule; `field` names what to correct, None the request as a whole."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message, field)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message


class DuplicateError(RuleViolationError):
    """What is to be created exists already."""


class ConflictError(RuleViolationError):
    """Somebody else changed it since it was read: read again, decide again."""


class InUseError(RuleViolationError):
    """Something else depends on it; the message says what."""


class ThrottledError(RuleViolationError):
    """Too many passwords were wrong; the next one is looked at from `until` on."""

    def __init__(self, until: datetime) -> None:
        # Whoever comes in the minute that is named is let in.
        minute = until + timedelta(minutes=1, microseconds=-1)
        super().__init__(f"Too many wrong passwords. Try again after {minute:%H:%M} UTC.")
        self.args = (until,)
        self.until = until


class QuerySyntaxError(MLDBError):
    """A search text can't be read; `position` is the offset of the offending character.

    `suggestion` is the whole search as it probably was meant, if there is one.
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

    `str(error)` is for whoever runs the registry: it names hosts, paths and settings. `public` is
    the sentence for anybody else, and names none of them.
    """

    def __init__(self, message: str, public: str = UNAVAILABLE) -> None:
        super().__init__(message, public)
        self.message = message
        self.public = public

    def __str__(self) -> str:
        return self.message
