"""Who may call which address: every address has its row, or it can't be called."""

from typing import Final

from mldb.types import Role

ANYBODY: Final = None
"""Also who is not logged in."""

MINIMUM_ROLE: Final[dict[str, Role | None]] = {
    "registry:healthz": ANYBODY,
    "registry:readyz": ANYBODY,
    "registry:login": ANYBODY,
    "registry:theme": ANYBODY,
    "registry:logout": Role.VIEWER,
    "registry:start": Role.VIEWER,
    "registry:model-list": Role.VIEWER,
    "registry:model-detail": Role.VIEWER,
    "registry:model-history": Role.VIEWER,
    "registry:model-create": Role.EDITOR,
    "registry:model-update": Role.EDITOR,
    "registry:model-delete": Role.EDITOR,
    "registry:model-restore": Role.EDITOR,
    "registry:model-purge": Role.ADMIN,
    "registry:model-tag-create": Role.EDITOR,
    "registry:model-tag-update": Role.EDITOR,
    "registry:model-tag-delete": Role.EDITOR,
    "registry:version-detail": Role.VIEWER,
    "registry:version-create": Role.EDITOR,
    "registry:version-update": Role.EDITOR,
    "registry:version-delete": Role.EDITOR,
    "registry:version-restore": Role.EDITOR,
    "registry:version-purge": Role.ADMIN,
    "registry:metric-create": Role.EDITOR,
    "registry:metric-update": Role.EDITOR,
    "registry:metric-delete": Role.EDITOR,
    "registry:param-create": Role.EDITOR,
    "registry:param-update": Role.EDITOR,
    "registry:param-delete": Role.EDITOR,
    "registry:version-tag-create": Role.EDITOR,
    "registry:version-tag-update": Role.EDITOR,
    "registry:version-tag-delete": Role.EDITOR,
    "registry:alias-history": Role.VIEWER,
    "registry:alias-move": Role.EDITOR,
    "registry:alias-remove": Role.EDITOR,
    "registry:alias-roll-back": Role.EDITOR,
    "registry:history": Role.VIEWER,
    "registry:trash": Role.VIEWER,
    "registry:card-preview": Role.EDITOR,
    "registry:account": Role.VIEWER,
    "registry:password-change": Role.VIEWER,
    "registry:session-end-others": Role.VIEWER,
    "registry:token-create": Role.VIEWER,
    "registry:token-revoke": Role.VIEWER,
    "registry:staff-list": Role.ADMIN,
    "registry:staff-create": Role.ADMIN,
    "registry:staff-update": Role.ADMIN,
    "registry:staff-password": Role.ADMIN,
}
