"""Metrics, parameters and tags: the operations on each item type are alike."""

from registry_app.api.base.group import Group
from registry_app.api.operations.items import by_parameter, by_path, recording
from registry_app.api.operations.items.types import ITEM_TYPES

group = Group(
    "Metrics, parameters, tags", "Named values of a version, and tags of a model or an experiment."
)

recording.register(group)
for _item_type in ITEM_TYPES:
    by_path.register(group, _item_type)
for _item_type in ITEM_TYPES:
    by_parameter.register(group, _item_type)
