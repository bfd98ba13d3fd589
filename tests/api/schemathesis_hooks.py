"""Keeps Schemathesis from revoking its own token and permissions."""

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
) -> None:
    """Leave the token and the staff user alone for which it acts."""
    for name, own, other in (("token_id", "1", 2), ("username", "admin", "alice")):
        if str(case.path_parameters.get(name)).strip().lower() == own:
            case.path_parameters[name] = other
