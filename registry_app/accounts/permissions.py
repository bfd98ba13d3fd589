"""Who may call which address: every address has its row, or it can't be called."""

from typing import Final

from mldb.values.enums import Role

API_PATH: Final = "/api/v1/"
LIVE_PATH: Final = "/live"
ALIVE_PATH: Final = "/healthz"
API: Final = "api"
"""Namespace of the addresses of the HTTP API."""

ANYBODY: Final = None
"""Also who is not logged in."""

MINIMUM_ROLE: Final[dict[str, Role | None]] = {
    "registry:healthz": ANYBODY,
    "registry:readyz": ANYBODY,
    "registry:login": ANYBODY,
    "registry:theme": ANYBODY,
    "registry:logout": Role.VIEWER,
    "registry:confirm": Role.VIEWER,
    "registry:start": Role.VIEWER,
    "registry:live": Role.VIEWER,
    "registry:api-docs": Role.VIEWER,
    "registry:api-document": ANYBODY,
    "registry:api-unknown": ANYBODY,
    "registry:model-list": Role.VIEWER,
    "registry:model-detail": Role.VIEWER,
    "registry:model-history": Role.VIEWER,
    "registry:trend": Role.VIEWER,
    "registry:model-create": Role.EDITOR,
    "registry:model-update": Role.EDITOR,
    "registry:model-delete": Role.EDITOR,
    "registry:model-restore": Role.EDITOR,
    "registry:model-purge": Role.ADMIN,
    "registry:model-tag-create": Role.EDITOR,
    "registry:model-tag-update": Role.EDITOR,
    "registry:model-tag-delete": Role.EDITOR,
    "registry:version-list": Role.VIEWER,
    "registry:bulk-models": Role.EDITOR,
    "registry:bulk-versions": Role.EDITOR,
    # Sharing a view needs an editor, deleting what somebody else shares an admin: see the views.
    "registry:saved-view-open": Role.VIEWER,
    "registry:saved-view-list": Role.VIEWER,
    "registry:saved-view-create": Role.VIEWER,
    "registry:saved-view-update": Role.VIEWER,
    "registry:saved-view-delete": Role.VIEWER,
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
    "registry:alias-matrix": Role.VIEWER,
    "registry:alias-history": Role.VIEWER,
    "registry:alias-move": Role.EDITOR,
    "registry:alias-remove": Role.EDITOR,
    "registry:alias-roll-back": Role.EDITOR,
    "registry:history": Role.VIEWER,
    "registry:event": Role.VIEWER,
    "registry:search-help": Role.VIEWER,
    "registry:compare": Role.VIEWER,
    "registry:trash": Role.VIEWER,
    "registry:card-preview": Role.EDITOR,
    "registry:account": Role.VIEWER,
    "registry:password-change": Role.VIEWER,
    "registry:session-end": Role.VIEWER,
    "registry:session-end-others": Role.VIEWER,
    "registry:token-create": Role.VIEWER,
    "registry:token-revoke": Role.VIEWER,
    "registry:staff-list": Role.ADMIN,
    "registry:staff-create": Role.ADMIN,
    "registry:staff-update": Role.ADMIN,
    "registry:staff-password": Role.ADMIN,
    "registry:staff-access": Role.ADMIN,
}

CONFIRMED: Final = frozenset(
    {
        "registry:session-end",
        "registry:session-end-others",
        "registry:token-create",
        "registry:staff-create",
        "registry:staff-update",
        "registry:staff-password",
        "registry:staff-access",
    }
)
"""What a stolen session must not do: the password is asked for again."""

WITH_A_GIVEN_PASSWORD: Final = frozenset(
    {"registry:password-change", "registry:logout", "registry:theme"}
)
"""All that may be done with a password that somebody else chose."""
