"""The first steps with an empty registry, ticked when they are done."""

from dataclasses import dataclass
from typing import Any, Self

from mldb.schemas import MLModelRead
from registry_app.core.registry import Registry
from registry_app.web.presentation.links import url


@dataclass(frozen=True)
class FirstSteps:
    """What is done already; `model` is the newest, which the next step is about."""

    model: MLModelRead | None
    has_version: bool
    has_token: bool
    api_url: str

    @classmethod
    def of(cls, request: Any, registry: Registry, *, has_version: bool) -> Self:
        """The steps that are done by now."""
        models = registry.models.get_all(limit=1)
        tokens = registry.tokens.get_of_user(request.user.id, limit=1)
        api_url = request.build_absolute_uri(url("api:create_model")).removesuffix("/models")
        return cls(models[0] if models else None, has_version, bool(tokens), api_url)
