"""Enumerations."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Permissions of a staff user; each role includes the ones before it."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, role: "Role") -> bool:
        """Whether this role has the permissions of the other."""
        return _RANKS[self] >= _RANKS[role]


_RANKS: Final = {role: rank for rank, role in enumerate(Role)}


class Device(StrEnum):
    """The device that a version is meant for."""

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


class RunStatus(StrEnum):
    """Whether a run has ended, and how."""

    RUNNING = "running"
    SCHEDULED = "scheduled"
    FINISHED = "finished"
    FAILED = "failed"
    KILLED = "killed"

    @property
    def is_ended(self) -> bool:
        """Whether the run logs nothing more by itself."""
        return self in {RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED}


class Grouping(StrEnum):
    """How a list of runs is grouped."""

    PARENT = "parent"


class Density(StrEnum):
    """How much room the rows of a list take."""

    ROOMY = "roomy"
    COMPACT = "compact"


class Goal(StrEnum):
    """Whether higher or lower values of a metric are better."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"


class OwnerKind(StrEnum):
    """The type of an artifact's owner."""

    RUN = "run"
    LOGGED_MODEL = "logged_model"
    VERSION = "version"


class Verification(StrEnum):
    """What the last reading back of an artifact's bytes found."""

    INTACT = "intact"
    DAMAGED = "damaged"
    MISSING = "missing"


class TokenScope(StrEnum):
    """Upper limit of an API token's permissions, whatever the role of its owner."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class NoticeKind(StrEnum):
    """Why an entry is in somebody's inbox; the first reason that applies counts."""

    MENTION = "mention"
    OWNER = "owner"
    ALIAS = "alias"
    FAILED = "failed"
    VERSION = "version"
    COMMENT = "comment"
    TRASH = "trash"


class AuditAction(StrEnum):
    """The action of an audit event."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RESTORE = "restore"
    PURGE = "purge"
    MOVE_ALIAS = "move_alias"
    REMOVE_ALIAS = "remove_alias"
    ROLL_BACK_ALIAS = "roll_back_alias"
    ADD_COMMENT = "add_comment"
    EDIT_COMMENT = "edit_comment"
    DELETE_COMMENT = "delete_comment"
