"""Aliases: where they point, where they pointed, and moving them."""

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from mldb.schemas import MLModelAliasDetail, MLModelAliasMove, MLModelAliasRead, MLModelAliasRef
from mldb.schemas.registry.ml_model_alias import Expected
from mldb.values.numbers import VersionNumber
from registry_app.api.base.cursors import number_of
from registry_app.api.base.documentation import IDEMPOTENCY_KEY, headers
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.once import once
from registry_app.api.base.responses import answer, nothing, page
from registry_app.api.schemas import (
    AliasTarget,
    AtQuery,
    ModelAliases,
    Page,
    PageQuery,
    ReasonQuery,
)

router = Router(tags=["Aliases"])

_OF_MODEL = "/models/{str:name}/aliases"
_ONE = f"{_OF_MODEL}/{{str:alias}}"


class ExpectedQuery(ReasonQuery):
    """Why, and where the alias points as far as the caller knows."""

    expected_version: Expected = Field(
        None, description="It is left alone if it points to another version; 0: to none."
    )


class RollBackQuery(ExpectedQuery):
    """Why, where the alias points, and where to."""

    version: VersionNumber | None = Field(
        None,
        description="Number of the version to go back to, to which it pointed before. Without it "
        "the one that the alias came from.",
    )


class MatrixQuery(AtQuery, PageQuery):
    """Which models, and at which time."""


@router.get("/aliases", response=Page[ModelAliases])
async def list_aliases(request: APIRequest, query: Query[MatrixQuery]) -> HttpResponse:
    """Where all aliases point, or pointed at a time, model by model."""
    matrix = await request.registry.aliases.get_matrix(
        at=query.at, after=query.cursor, limit=query.limit
    )
    rows = [ModelAliases(model_name=row.model_name, aliases=row.assignments) for row in matrix.rows]
    return page(request, rows, matrix.next_after)


@router.get(_OF_MODEL, response=ModelAliases)
async def list_aliases_of_model(
    request: APIRequest, name: str, query: Query[AtQuery]
) -> HttpResponse:
    """Where the aliases of a model point, or pointed at a time."""
    await request.registry.models.get_by_name(name)
    matrix = await request.registry.aliases.get_matrix(at=query.at, model_name=name)
    assignments = matrix.rows[0].assignments if matrix.rows else {}
    return answer(ModelAliases(model_name=name, aliases=assignments))


@router.get(_ONE, response=MLModelAliasDetail)
async def get_alias(
    request: APIRequest, name: str, alias: str, query: Query[AtQuery]
) -> HttpResponse:
    """The version that an alias points to, or pointed to at a time, with its metrics."""
    return answer(await request.registry.alias_reader.get(name, alias, at=query.at))


@router.put(_ONE, response=MLModelAliasRead, openapi_extra=headers(IDEMPOTENCY_KEY))
async def move_alias(
    request: APIRequest, name: str, alias: str, body: AliasTarget, query: Query[ReasonQuery]
) -> HttpResponse:
    """Point an alias to a version; where it pointed before is kept in its history."""
    move = MLModelAliasMove(
        model_name=name,
        name=alias,
        version=body.version,
        expected_version=body.expected_version,
    )
    # With `expected_version` a move that is sent again would be refused, as it was made already.
    return await once(request, lambda registry: registry.aliases.move(move, reason=query.reason))


@router.delete(_ONE, response={204: None})
async def remove_alias(
    request: APIRequest, name: str, alias: str, query: Query[ExpectedQuery]
) -> HttpResponse:
    """Let an alias point nowhere; its history stays."""
    await request.registry.aliases.remove(_ref(name, alias, query), reason=query.reason)
    return nothing()


@router.post(f"{_ONE}/roll-back", response=MLModelAliasRead, openapi_extra=headers(IDEMPOTENCY_KEY))
async def roll_back_alias(
    request: APIRequest, name: str, alias: str, query: Query[RollBackQuery]
) -> HttpResponse:
    """Point an alias back to the version that it came from; a removed one to its last.

    Versions that it was rolled back from, or moved back from, are passed over: a second roll-back
    leads further back, never to where the first one began.
    """
    ref = _ref(name, alias, query)
    return await once(
        request,
        lambda registry: registry.aliases.roll_back(ref, to=query.version, reason=query.reason),
    )


@router.get(f"{_ONE}/history", response=Page[MLModelAliasRead])
async def list_alias_history(
    request: APIRequest, name: str, alias: str, query: Query[PageQuery]
) -> HttpResponse:
    """Where an alias pointed, from when until when, who moved it and why; the newest first."""
    rows = await request.registry.aliases.get_history(
        name, alias, before=number_of(query.cursor), limit=query.limit
    )
    goes_on = len(rows) == query.limit
    return page(request, rows, str(rows[-1].id) if goes_on else None)


def _ref(name: str, alias: str, query: ExpectedQuery) -> MLModelAliasRef:
    return MLModelAliasRef(model_name=name, name=alias, expected_version=query.expected_version)
