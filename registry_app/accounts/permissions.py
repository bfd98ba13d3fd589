"""Who may call which operation of the API."""

from typing import Final

from mldb.values.enums import Role

API: Final = "api"
"""Namespace of the URLs of the API."""

API_MINIMUM_ROLE: Final[dict[str, Role]] = {
    "get_caller": Role.VIEWER,
    "list_tokens": Role.VIEWER,
    "revoke_token": Role.VIEWER,
    "list_staff": Role.ADMIN,
    "list_tokens_of_staff_user": Role.ADMIN,
    "revoke_tokens_of_staff_user": Role.ADMIN,
    "revoke_token_of_staff_user": Role.ADMIN,
    "list_sessions_of_staff_user": Role.ADMIN,
    "end_sessions_of_staff_user": Role.ADMIN,
    "create_staff_user": Role.ADMIN,
    "get_staff_user": Role.ADMIN,
    "update_staff_user": Role.ADMIN,
    "list_models": Role.VIEWER,
    "create_model": Role.EDITOR,
    "get_model": Role.VIEWER,
    "update_model": Role.EDITOR,
    "trash_model": Role.EDITOR,
    "restore_model": Role.EDITOR,
    "purge_model": Role.ADMIN,
    "list_versions": Role.VIEWER,
    "list_versions_of_model": Role.VIEWER,
    "create_version": Role.EDITOR,
    "get_version": Role.VIEWER,
    "update_version": Role.EDITOR,
    "trash_version": Role.EDITOR,
    "restore_version": Role.EDITOR,
    "purge_version": Role.ADMIN,
    "record_metrics": Role.EDITOR,
    **{
        f"{verb}_{name}": Role.VIEWER if verb in {"list", "get"} else Role.EDITOR
        for plural, singular in (
            ("metrics", "metric"),
            ("parameters", "parameter"),
            ("version_tags", "version_tag"),
            ("model_tags", "model_tag"),
        )
        for verb, name in (
            ("list", plural),
            ("get", singular),
            ("put", singular),
            ("delete", singular),
            ("get", f"{singular}_by_name"),
            ("put", f"{singular}_by_name"),
            ("delete", f"{singular}_by_name"),
        )
    },
    "list_aliases": Role.VIEWER,
    "list_aliases_of_model": Role.VIEWER,
    "get_alias": Role.VIEWER,
    "move_alias": Role.EDITOR,
    "remove_alias": Role.EDITOR,
    "roll_back_alias": Role.EDITOR,
    "list_alias_history": Role.VIEWER,
    "compare_versions": Role.VIEWER,
    "get_trend": Role.VIEWER,
    "list_history": Role.VIEWER,
    "list_history_of_model": Role.VIEWER,
    "list_views": Role.VIEWER,
    "create_view": Role.VIEWER,
    "get_view": Role.VIEWER,
    "update_view": Role.VIEWER,
    "delete_view": Role.VIEWER,
    "change_models": Role.EDITOR,
    "change_versions": Role.EDITOR,
}
"""The same for the operations of the HTTP API; a token allows what its scope and its owner may."""

API_CONFIRMED: Final = frozenset(
    {
        "create_staff_user",
        "update_staff_user",
        "revoke_tokens_of_staff_user",
        "revoke_token_of_staff_user",
        "end_sessions_of_staff_user",
    }
)
"""What is `CONFIRMED` of the pages, for whoever calls the operations in a browser."""
