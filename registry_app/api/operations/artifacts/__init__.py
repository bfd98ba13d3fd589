"""Files of runs, logged models and versions: the operations on each type of owner are alike."""

from registry_app.api.base.group import Group
from registry_app.api.operations.artifacts import files, lists, uploads, verifying
from registry_app.api.operations.artifacts.owners import OWNER_TYPES

group = Group(
    "Files",
    "Artifacts: the files of runs, logged models and versions. Those of a version never change.",
)

for _owner_type in OWNER_TYPES:
    for _module in (lists, files, uploads, verifying):
        _module.register(group, _owner_type)
uploads.register_parts(group)
