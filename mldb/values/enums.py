"""Values that are one of a few."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a staff user may do; each role includes the ones before it."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, role: "Role") -> bool:
        """Whether who has this role may do what that one may."""
        return _RANKS[self] >= _RANKS[role]


_RANKS: Final = {role: rank for rank, role in enumerate(Role)}


class Device(StrEnum):
    """Where a version is meant to run."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"
    TPU = "tpu"
    OTHER = "other"


class VersionStatus(StrEnum):
    """Whether a version's artefact can be used yet."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class Goal(StrEnum):
    """Which end of a metric is the good one."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"


class TokenScope(StrEnum):
    """The most that an API token may do, whatever its owner may."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class AuditAction(StrEnum):
    """What was done; the changes of the event say to which fields."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RESTORE = "restore"
    PURGE = "purge"
    MOVE_ALIAS = "move_alias"
    REMOVE_ALIAS = "remove_alias"
    ROLL_BACK_ALIAS = "roll_back_alias"
