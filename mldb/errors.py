"""Every error that a caller of mldb has to expect."""

from typing import Final

UNAVAILABLE: Final = (
    "The registry's database can't be used at the moment. Try again later; if it stays like this, "
    "tell whoever runs the registry."
)
BUSY: Final = "The registry is busy at the moment. Try again."


class MLDBError(Exception):
    """Base of all; `str(error)` is a sentence that a person can act on."""


class NotFoundError(MLDBError):
    """Nothing has this key where it was looked for; None: the key is a secret."""

    def __init__(self, entity: str, key: object = None, where: str = "") -> None:
        super().__init__(entity, key, where)
        self.entity = entity
        self.key = key
        self.where = where

    def __str__(self) -> str:
        words = [self.entity, repr(self.key) if self.key is not None else "", self.where]
        return f"There is no {' '.join(word for word in words if word)}."


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


class QuerySyntaxError(MLDBError):
    """A search text can't be read; `position` is the offset of the offending character."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        self.position = position

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
