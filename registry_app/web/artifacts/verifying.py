"""Reading the files of an owner back, by a button."""

from typing import Final

from django.contrib.messages import constants as levels

from mldb.errors import RuleViolationError
from mldb.values.enums import Verification
from registry_app.core.registry import Registry
from registry_app.web.artifacts.owners import FilesOwner
from registry_app.web.presentation.sizes import count, size

AT_ONCE_BYTES: Final = 2 * 2**30
"""More is a matter of minutes, for which nobody waits in front of a page."""
_NAMED: Final = 3


def verification(registry: Registry, files: FilesOwner) -> tuple[int, str]:
    """Level and sentence of what the verification of all files found.

    Raises:
        RuleViolationError: the files are too large for a request.
    """
    space = registry.artifacts.space_of(files.owner)
    if space.size_bytes > AT_ONCE_BYTES:
        raise RuleViolationError(
            f"These files have {size(space.size_bytes)}: reading them back would take longer than "
            "a page may. Run manage.py verify instead."
        )
    wrong: dict[Verification, list[str]] = {}
    verified = 0
    for one in registry.artifact_care.verify(files.owner):
        verified += 1
        if one.verification is not Verification.INTACT:
            wrong.setdefault(one.verification, []).append(one.sha256[:12])
    if not wrong:
        found = count(verified, "content")
        return levels.SUCCESS, f"All files are intact: {found} read back, every digest is right."
    parts = [f"{count(len(found), 'content')} {word}" for word, found in wrong.items()]
    names = ", ".join([name for found in wrong.values() for name in found][:_NAMED])
    return levels.ERROR, f"Of {verified} contents {' and '.join(parts)}: {names}…"
