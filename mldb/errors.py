"""Every error that a caller of mldb has to expect."""


class MLDBError(Exception):
    """Base of all; `str(error)` is a sentence that a person can act on."""


class NotFoundError(MLDBError):
    """Nothing has this key where it was looked for; None: the key is a secret.

    `suggestion` is the key that was probably meant, if one is close.
    """

    def __init__(
        self, entity: str, key: object = None, where: str = "", suggestion: str | None = None
    ) -> None:
        super().__init__(entity, key, where, suggestion)
        self.suggestion = suggestion
        self.entity = entity
        self.key = key
        self.where = where

    def __str__(self) -> str:
        words = [self.entity, repr(self.key) if self.key is not None else "", self.where]
        sentence = f"There is no {' '.join(word for word in words if word)}."
        return f"{sentence} Did you mean {self.suggestion}?" if self.suggestion else sentence


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
    """The database can't be reached, opened or written, or has the wrong schema."""
