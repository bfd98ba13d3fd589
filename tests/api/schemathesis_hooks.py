"""What Schemathesis must not do: it would take its own rights away."""

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
) -> None:
    """Leave the token and the staff user alone for which it acts."""
    for place, own, other in (("token_id", "1", 2), ("username", "admin", "alice")):
        if str(case.path_parameters.get(place)).strip().lower() == own:
            case.path_parameters[place] = other
