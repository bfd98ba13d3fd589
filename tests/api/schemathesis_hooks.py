"""Keeps Schemathesis from revoking its own token and permissions, and from repeated work."""

from typing import Any

import schemathesis
from hypothesis.strategies import SearchStrategy
from hypothesis.strategies._internal import lazy, regex

_unwrapped: Any = lazy.unwrap_strategies
_derive: Any = regex.regex_strategy
_derived: dict[tuple[Any, ...], SearchStrategy[Any]] = {}


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
) -> None:
    """Leave the token and the staff user alone for which it acts."""
    for name, own, other in (("token_id", "1", 2), ("username", "admin", "alice")):
        if str(case.path_parameters.get(name)).strip().lower() == own:
            case.path_parameters[name] = other


def _once(pattern: Any, fullmatch: bool, *, alphabet: Any) -> SearchStrategy[Any]:  # noqa: FBT001  # Hypothesis's
    """Derive the texts of a pattern once, not for every schema that has it: it takes long."""
    key = pattern, fullmatch, getattr(_unwrapped(alphabet), "intervals", alphabet)
    if key not in _derived:
        _derived[key] = _derive(pattern, fullmatch, alphabet=alphabet)
    return _derived[key]


regex.regex_strategy = _once  # type: ignore[assignment]
