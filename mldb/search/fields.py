"""Every field of the query language, for the parser and the help page."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mldb.catalogue import MODEL, VERSION, Entity
from mldb.values.enums import AuditAction, Device, VersionStatus


class ListType(StrEnum):
    """The list that a query searches."""

    MODELS = "models"
    VERSIONS = "versions"
    EVENTS = "events"


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
