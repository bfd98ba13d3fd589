"""Records of the history: alias assignments and audit events."""

import re
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mldb.transfer.records.base import ORDINARY_LENGTH, BaseRecord
from mldb.values.enums import AuditAction
from mldb.values.limits import EXPERIMENT_NAME_LENGTH, MAX_ID
from mldb.values.names import AliasName, ExperimentName, ModelName, Name
from mldb.values.numbers import VersionNumber
from mldb.values.spelling import is_older_alias
from mldb.values.texts import Opaque, Reason
from mldb.values.times import Moment

_VERSION_LABEL: Final = r"(?s:.+)/[1-9][0-9]{0,9}"
_LAST_NUMBER: Final = 2**31 - 1

FormerId = Annotated[int, Field(ge=1, le=MAX_ID)]
Label = Annotated[Opaque, StringConstraints(min_length=1, max_length=EXPERIMENT_NAME_LENGTH)]


Changes = dict[Opaque, tuple[Any, Any]]


def _not_reserved(name: object) -> object:
    """Rename aliases of older registries that are reserved now, such as `Latest`."""
    return f"{name}-2" if isinstance(name, str) and is_older_alias(name) else name


class AliasRecord(BaseRecord):
    """An alias pointed to a version from `started_at` until `ended_at`; None: it is current.

    The assignments of one alias come in the order of time.
    """

    type_name: ClassVar[str] = "aliases"

    model: ModelName
    name: Annotated[AliasName, BeforeValidator(_not_reserved)]
    version: VersionNumber
    started_at: Moment
    started_by: Name
    start_reason: Reason | None = None
    ended_at: Moment | None = None
    ended_by: Name | None = None
    end_reason: Reason | None = None

    @model_validator(mode="after")
    def _span(self) -> Self:
        if (self.ended_at is None) != (self.ended_by is None):
            raise PydanticCustomError("ended_by", "Who ended it goes with when.")
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise PydanticCustomError("span", "An assignment can't end before it starts.")
        return self

    def __str__(self) -> str:
        return f"the alias {self.name!r} of {self.model}/{self.version}"


class EventRecord(BaseRecord):
    """Who changed what, when, from what to what, and why.

    `label` names what it is about; `model_name` is the model's current name if it was renamed
    since, `experiment_name` that of the experiment. `former_model_id` and `former_version_id`
    distinguish purged models and versions of one label, `former_id` other purged entities: they are
    ids of the source registry and have no other meaning.
    """

    type_name: ClassVar[str] = "events"

    occurred_at: Moment
    actor: Name
    via: Name | None = None
    action: AuditAction
    entity: Literal["model", "version", "experiment", "run", "logged model"]
    label: Label
    model_name: ModelName | None = None
    former_model_id: FormerId | None = None
    former_version_id: FormerId | None = None
    experiment_name: ExperimentName | None = None
    former_id: FormerId | None = None
    changes: Changes
    reason: Reason | None = None

    @model_validator(mode="after")
    def _about(self) -> Self:
        if not self.is_of_model:
            is_consistent = self.former_model_id is None and self.former_version_id is None
        elif self.entity == "version":
            if not re.fullmatch(_VERSION_LABEL, self.label) or self.number > _LAST_NUMBER:
                raise PydanticCustomError("label", "A version's label is its model and its number.")
            is_consistent = self.former_model_id is None or self.former_version_id is not None
        else:
            is_consistent = self.former_version_id is None
        if not is_consistent or (self.is_of_model and self.former_id is not None):
            raise PydanticCustomError("former", "The ids of purged entities contradict each other.")
        return self

    def __str__(self) -> str:
        return f"the event of {self.occurred_at} about {self.label}"

    @property
    def model(self) -> str:
        """Current name of the model."""
        if self.model_name is not None:
            return self.model_name
        return self.label.rpartition("/")[0] if self.entity == "version" else self.label

    @property
    def current_label(self) -> str:
        """Current label of an experiment, a run or a logged model."""
        return self.experiment_name or self.label

    @property
    def is_of_model(self) -> bool:
        """Whether it is about a model or a version."""
        return self.entity in {"model", "version"}

    @property
    def number(self) -> int:
        """Number of the version."""
        return int(self.label.rpartition("/")[2])

    @property
    def is_of_present_version(self) -> bool:
        """Whether it is about a version that still exists."""
        return self.entity == "version" and self.former_version_id is None

    @property
    def weight(self) -> int:
        """Grows with the changes and their texts."""
        texts = (text for pair in self.changes.values() for text in pair if isinstance(text, str))
        return 1 + len(self.changes) // 10 + sum(len(text) // ORDINARY_LENGTH for text in texts)
