"""Every field of the query language, for the parser and the help page."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mldb.catalogue import EXPERIMENT, MODEL, RUN, VERSION, Entity
from mldb.values.enums import AuditAction, Device, RunStatus, VersionStatus


class ListType(StrEnum):
    """The list that a query searches."""

    MODELS = "models"
    VERSIONS = "versions"
    EVENTS = "events"
    RUNS = "runs"
    EXPERIMENTS = "experiments"


class FieldType(StrEnum):
    """The values that a field is compared with, in words for people."""

    TEXT = "text"
    ANYWHERE = "part of a text"
    NUMBER = "number"
    WHOLE_NUMBER = "whole number"
    MOMENT = "date or time (UTC)"
    TEXT_OR_NUMBER = "text or number"
    CHOICE = "word of a list"
    SORT = "field to sort by"


@dataclass(frozen=True, slots=True, repr=False)
class Field:
    """A field and the lists it can be used in.

    `key` describes the part behind the dot of a field such as `metric.<name>`; None: it has none.
    """

    name: str
    list_types: frozenset[ListType]
    type: FieldType
    description: str
    example: str
    key: str | None = None
    choices: tuple[str, ...] = ()
    is_sortable: bool = False

    def __repr__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The field as people write it: `metric.<name>`."""
        return self.name if self.key is None else f"{self.name}.<{self.key}>"


_MODELS = frozenset({ListType.MODELS})
_VERSIONS = frozenset({ListType.VERSIONS})
_BOTH = _MODELS | _VERSIONS
_EVENTS = frozenset({ListType.EVENTS})
_RUNS = frozenset({ListType.RUNS})
_EXPERIMENTS = frozenset({ListType.EXPERIMENTS})
_TRACKING = _RUNS | _EXPERIMENTS

_WORDED: Final = (
    Field(
        "name",
        _BOTH,
        FieldType.TEXT,
        "The model's name; * stands for any characters.",
        "name:fraud-*",
        is_sortable=True,
    ),
    Field(
        "model",
        _VERSIONS,
        FieldType.TEXT,
        "The model's name. Sorted by it, a model's versions follow their numbers.",
        "model:fraud-detector",
        is_sortable=True,
    ),
    Field(
        "number",
        _VERSIONS,
        FieldType.WHOLE_NUMBER,
        "The version's number.",
        "number>=10",
        is_sortable=True,
    ),
    Field(
        "versions",
        _MODELS,
        FieldType.WHOLE_NUMBER,
        "How many versions were ever registered.",
        "versions>100",
    ),
    Field(
        "description",
        _BOTH,
        FieldType.ANYWHERE,
        "A part of the description.",
        'description:"held-out data"',
    ),
    Field(
        "source",
        _VERSIONS,
        FieldType.ANYWHERE,
        "A part of the source URI.",
        "source:s3://bucket/",
    ),
    Field(
        "device",
        _VERSIONS,
        FieldType.CHOICE,
        "Where the version is meant to run.",
        "device:cuda",
        choices=tuple(Device),
    ),
    Field(
        "status",
        _VERSIONS,
        FieldType.CHOICE,
        "Whether the artefact can be used yet.",
        "status:ready",
        choices=tuple(VersionStatus),
    ),
    Field(
        "metric",
        _VERSIONS,
        FieldType.NUMBER,
        "The value of a metric; * for any. Versions without it are sorted last.",
        "metric.auc>=0.9",
        key="name",
        is_sortable=True,
    ),
    Field(
        "metric",
        _MODELS,
        FieldType.NUMBER,
        "The value of a metric of any version that is not in the trash; * for any value.",
        "metric.auc>=0.9",
        key="name",
    ),
    Field(
        "param",
        _VERSIONS,
        FieldType.TEXT_OR_NUMBER,
        "The value of a parameter, compared as a number with a number; * for any value.",
        "param.depth<8",
        key="name",
    ),
    Field(
        "param",
        _MODELS,
        FieldType.TEXT_OR_NUMBER,
        "The value of a parameter of any version that is not in the trash; * for any value.",
        "param.optimizer:adam",
        key="name",
    ),
    Field("tag", _BOTH, FieldType.TEXT, "The key of a tag.", "-tag:deprecated"),
    Field(
        "tag",
        _BOTH,
        FieldType.TEXT,
        "The value of the tag with this key; * for any value.",
        "tag.team:risk",
        key="key",
    ),
    Field(
        "alias",
        _VERSIONS,
        FieldType.TEXT,
        "An alias that points to the version now.",
        "alias:champion",
    ),
    Field(
        "alias",
        _MODELS,
        FieldType.TEXT,
        "An alias that points to one of the model's versions now.",
        "alias:champion",
    ),
    Field(
        "owner",
        _MODELS,
        FieldType.TEXT,
        "Username of whoever answers for the model; * for anybody.",
        "owner:alice",
    ),
    Field(
        "team",
        _MODELS,
        FieldType.TEXT,
        "The team that the model belongs to; * for any.",
        "team:payments",
    ),
    Field("by", _BOTH, FieldType.TEXT, "Who registered it.", "by:alice"),
    Field("updated_by", _BOTH, FieldType.TEXT, "Who changed it last.", "updated_by:alice"),
    Field(
        "created",
        _BOTH,
        FieldType.MOMENT,
        "When it was registered: a year, month, day or time.",
        "created>2026-01-01",
        is_sortable=True,
    ),
    Field(
        "updated",
        _BOTH,
        FieldType.MOMENT,
        "When its own fields were last changed: a year, month, day or time.",
        "updated:2026-03",
        is_sortable=True,
    ),
    Field(
        "active",
        _MODELS,
        FieldType.MOMENT,
        "When the model or any of its versions, metrics, aliases or tags was last changed.",
        "active>2026-03-01",
        is_sortable=True,
    ),
    Field(
        "active_by",
        _MODELS,
        FieldType.TEXT,
        "Who last changed the model or any of its versions, metrics, aliases or tags.",
        "active_by:alice",
    ),
    Field(
        "is",
        _BOTH,
        FieldType.CHOICE,
        "Whether it is in the trash. Without this term nothing in the trash is found.",
        "is:trashed",
        choices=("trashed",),
    ),
    Field(
        "has",
        _VERSIONS,
        FieldType.CHOICE,
        "The version has at least one of these.",
        "has:alias",
        choices=("alias", "tag", "metric", "param", "description"),
    ),
    Field(
        "has",
        _MODELS,
        FieldType.CHOICE,
        "The model has at least one of these; versions in the trash don't count.",
        "has:version",
        choices=("alias", "tag", "version", "description"),
    ),
    Field(
        "sort",
        _BOTH,
        FieldType.SORT,
        'The order of the list; - reverses it. Quotes allow blanks: sort:"metric.val loss".',
        "sort:-updated",
    ),
    Field(
        "at",
        _EVENTS,
        FieldType.MOMENT,
        "When it happened: a year, month, day or time.",
        "at>2026-03-01",
        is_sortable=True,
    ),
    Field("by", _EVENTS, FieldType.TEXT, "Who did it.", "by:alice"),
    Field(
        "via",
        _EVENTS,
        FieldType.TEXT,
        "The API token of the program that did it for them.",
        "via:nightly",
    ),
    Field(
        "action",
        _EVENTS,
        FieldType.CHOICE,
        "The action.",
        "action:move_alias",
        choices=tuple(AuditAction),
    ),
    Field(
        "entity",
        _EVENTS,
        FieldType.TEXT,
        "The entity type: model, version, “staff user” …",
        "entity:version",
    ),
    Field(
        "name",
        _EVENTS,
        FieldType.TEXT,
        "The entity's name: a model's name, name/number of a version, a username.",
        "name:fraud-detector/3",
    ),
    Field(
        "model",
        _EVENTS,
        FieldType.TEXT,
        "The model of the entity: the model itself, or a version's model.",
        "model:fraud-*",
    ),
    Field(
        "field",
        _EVENTS,
        FieldType.TEXT,
        "A changed field, metric, parameter, tag or alias.",
        "field:metrics.*",
    ),
    Field("reason", _EVENTS, FieldType.ANYWHERE, "A part of the reason.", "reason:drift"),
    Field(
        "has",
        _EVENTS,
        FieldType.CHOICE,
        "The event has a reason, or was caused by a program with an API token.",
        "-has:via",
        choices=("reason", "via"),
    ),
    Field(
        "sort",
        _EVENTS,
        FieldType.SORT,
        "The order of the list; the newest event is first unless it says otherwise.",
        "sort:at",
    ),
    Field("name", _RUNS, FieldType.TEXT, "The run's name; * stands for any characters.", "name:b*"),
    Field(
        "experiment",
        _RUNS,
        FieldType.TEXT,
        "The name of the run's experiment.",
        "experiment:churn",
    ),
    Field(
        "id",
        _RUNS,
        FieldType.TEXT,
        "The run's id of 32 hex digits; with a * its beginning is enough.",
        "id:0f3a9c*",
    ),
    Field(
        "status",
        _RUNS,
        FieldType.CHOICE,
        "Whether the run goes on, and how it ended.",
        "status:finished",
        choices=tuple(RunStatus),
    ),
    Field("parent", _RUNS, FieldType.TEXT, "The id of the run's parent.", "parent:0f3a9c*"),
    Field(
        "metric",
        _RUNS,
        FieldType.NUMBER,
        "The last value of a metric; * for any. Sorted by it, NaN comes after all numbers, and "
        "runs without the metric are last.",
        "metric.loss<0.1",
        key="name",
        is_sortable=True,
    ),
    Field(
        "min",
        _RUNS,
        FieldType.NUMBER,
        "The least value that a metric ever had; * for any.",
        "min.loss<0.05",
        key="name",
        is_sortable=True,
    ),
    Field(
        "max",
        _RUNS,
        FieldType.NUMBER,
        "The greatest value that a metric ever had; * for any.",
        "max.auc>0.9",
        key="name",
        is_sortable=True,
    ),
    Field(
        "param",
        _RUNS,
        FieldType.TEXT_OR_NUMBER,
        "The value of a parameter, compared as a number with a number; * for any value.",
        "param.lr>=0.001",
        key="name",
    ),
    Field("tag", _TRACKING, FieldType.TEXT, "The key of a tag.", "-tag:deprecated"),
    Field(
        "tag",
        _TRACKING,
        FieldType.TEXT,
        "The value of the tag with this key; * for any value.",
        "tag.team:risk",
        key="key",
    ),
    Field("dataset", _RUNS, FieldType.TEXT, "The name of a dataset it read.", "dataset:orders"),
    Field("commit", _RUNS, FieldType.TEXT, "The git commit of its code.", "commit:4f2a91*"),
    Field(
        "source",
        _RUNS,
        FieldType.ANYWHERE,
        "A part of the name of the program that was run.",
        "source:train.py",
    ),
    Field("user", _RUNS, FieldType.TEXT, "The user that the program named.", "user:alice"),
    Field(
        "started",
        _RUNS,
        FieldType.MOMENT,
        "When it started: a year, month, day or time.",
        "started>2026-01-01",
        is_sortable=True,
    ),
    Field(
        "ended",
        _RUNS,
        FieldType.MOMENT,
        "When it ended: a year, month, day or time.",
        "ended:2026-03",
    ),
    Field(
        "name",
        _EXPERIMENTS,
        FieldType.TEXT,
        "The experiment's name; * stands for any characters.",
        "name:churn*",
        is_sortable=True,
    ),
    Field(
        "description",
        _TRACKING,
        FieldType.ANYWHERE,
        "A part of the description.",
        'description:"held-out data"',
    ),
    Field("by", _TRACKING, FieldType.TEXT, "Who created it.", "by:alice"),
    Field("updated_by", _EXPERIMENTS, FieldType.TEXT, "Who changed it last.", "updated_by:alice"),
    Field(
        "created",
        _RUNS,
        FieldType.MOMENT,
        "When it was created or imported here: a year, month, day or time.",
        "created>2026-01-01",
    ),
    Field(
        "created",
        _EXPERIMENTS,
        FieldType.MOMENT,
        "When it was created: a year, month, day or time.",
        "created>2026-01-01",
        is_sortable=True,
    ),
    Field(
        "updated",
        _EXPERIMENTS,
        FieldType.MOMENT,
        "When its own fields were last changed: a year, month, day or time.",
        "updated:2026-03",
        is_sortable=True,
    ),
    Field(
        "is",
        _TRACKING,
        FieldType.CHOICE,
        "Whether it is in the trash. Without this term nothing in the trash is found.",
        "is:trashed",
        choices=("trashed",),
    ),
    Field(
        "has",
        _RUNS,
        FieldType.CHOICE,
        "The run has at least one of these; runs and versions in the trash don't count.",
        "has:parent",
        choices=(
            *("parent", "child", "version", "metric", "param", "tag", "dataset", "description"),
        ),
    ),
    Field(
        "has",
        _EXPERIMENTS,
        FieldType.CHOICE,
        "The experiment has at least one of these; runs in the trash don't count.",
        "has:run",
        choices=("run", "tag", "description"),
    ),
    Field(
        "sort",
        _RUNS,
        FieldType.SORT,
        'The order of the list; - reverses it. Quotes allow blanks: sort:"metric.val loss".',
        "sort:-max.auc",
    ),
    Field(
        "sort",
        _EXPERIMENTS,
        FieldType.SORT,
        "The order of the list; - reverses it.",
        "sort:-updated",
    ),
)


def _unworded(entity: Entity, list_type: ListType) -> Iterator[Field]:
    """Text fields for the entity's searchable columns that `_WORDED` doesn't describe."""
    worded = {field.name for field in _WORDED if list_type in field.list_types}
    for name in entity.searchable:
        if name not in worded:
            description = f"The {entity.name}'s {name.replace('_', ' ')}."
            list_types = frozenset({list_type})
            yield Field(name, list_types, FieldType.TEXT, description, f"{name}:example*")


FIELDS: Final = (
    *_WORDED,
    *_unworded(MODEL, ListType.MODELS),
    *_unworded(VERSION, ListType.VERSIONS),
    *_unworded(RUN, ListType.RUNS),
    *_unworded(EXPERIMENT, ListType.EXPERIMENTS),
)
"""In the order of the help page."""


def fields_of(list_type: ListType) -> tuple[Field, ...]:
    """The fields of one list."""
    return tuple(field for field in FIELDS if list_type in field.list_types)


def sortable_fields(list_type: ListType) -> tuple[Field, ...]:
    """The fields that a list can be sorted by."""
    return tuple(field for field in fields_of(list_type) if field.is_sortable)


def find_field(list_type: ListType, name: str, *, with_key: bool) -> Field | None:
    """The field of this name with or without a key behind a dot, or None."""
    for field in fields_of(list_type):
        if field.name == name and (field.key is not None) == with_key:
            return field
    return None
