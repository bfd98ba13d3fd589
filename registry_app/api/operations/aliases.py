"""Aliases: their assignments now and in the past, and changes of them."""

from django.http import HttpResponse
from ninja import Query

from mldb.schemas import MLModelAliasDetail, MLModelAliasMove, MLModelAliasRead, MLModelAliasRef
from mldb.values.enums import Role
from registry_app.api.base.cursors import number_of
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.once import once
from registry_app.api.base.parameters import IDEMPOTENCY_KEY, AliasPath, ModelNamePath
from registry_app.api.base.responses import json_response, no_content, page_response
from registry_app.api.schemas.aliases import (
    AliasTarget,
    ExpectedQuery,
    MatrixQuery,
    ModelAliases,
    RollBackQuery,
)
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.queries import AtQuery, ReasonQuery

group = Group("Aliases", "Movable names that point to a version of a model, such as `champion`.")

_OF_MODEL = "/models/{str:name}/aliases"
_ONE = f"{_OF_MODEL}/{{str:alias}}"


@group.get("/aliases", role=Role.VIEWER, response=Page[ModelAliases])
async def list_aliases(request: APIRequest, query: Query[MatrixQuery]) -> HttpResponse:
    """List the assignments of all aliases at a time, model by model."""
    matrix = await request.registry.aliases.get_matrix(
        at=query.at, after=query.cursor, limit=query.limit
    )
    rows = [ModelAliases(model_name=row.model_name, aliases=row.assignments) for row in matrix.rows]
    return page_response(request, rows, matrix.next_after)


@group.get(_OF_MODEL, role=Role.VIEWER, response=ModelAliases)
async def list_aliases_of_model(
    request: APIRequest, name: ModelNamePath, query: Query[AtQuery]
) -> HttpResponse:
    """List the assignments of a model's aliases at a time."""
    await request.registry.models.get_by_name(name)
    matrix = await request.registry.aliases.get_matrix(at=query.at, model_name=name)
    assignments = matrix.rows[0].assignments if matrix.rows else {}
    return json_response(ModelAliases(model_name=name, aliases=assignments))


@group.get(_ONE, role=Role.VIEWER, response=MLModelAliasDetail)
async def get_alias(
    request: APIRequest, name: ModelNamePath, alias: AliasPath, query: Query[AtQuery]
) -> HttpResponse:
    """Read the version to which an alias points at a time, with its metrics."""
    return json_response(await request.registry.alias_reader.get(name, alias, at=query.at))


@group.put(_ONE, role=Role.EDITOR, response=MLModelAliasRead, headers=[IDEMPOTENCY_KEY])
async def move_alias(
    request: APIRequest,
    name: ModelNamePath,
    alias: AliasPath,
    body: AliasTarget,
    query: Query[ReasonQuery],
) -> HttpResponse:
    """Point an alias to a version; its history keeps the version before."""
    move = MLModelAliasMove(
        model_name=name,
        name=alias,
        version=body.version,
        expected_version=body.expected_version,
    )
    # A repeated move with `expected_version` would be refused, as it was carried out already.
    return await once(request, lambda registry: registry.aliases.move(move, reason=query.reason))


@group.delete(_ONE, role=Role.EDITOR, response={204: None})
async def remove_alias(
    request: APIRequest, name: ModelNamePath, alias: AliasPath, query: Query[ExpectedQuery]
) -> HttpResponse:
    """Remove an alias; its history stays."""
    await request.registry.aliases.remove(_ref(name, alias, query), reason=query.reason)
    return no_content()


@group.post(
    f"{_ONE}/roll-back",
    role=Role.EDITOR,
    response=MLModelAliasRead,
    headers=[IDEMPOTENCY_KEY],
)
async def roll_back_alias(
    request: APIRequest, name: ModelNamePath, alias: AliasPath, query: Query[RollBackQuery]
) -> HttpResponse:
    """Point an alias back to the version before the current one; a removed alias to its last.

    Versions from which it was rolled back or moved back are skipped: a second roll-back leads
    further back.
    """
    ref = _ref(name, alias, query)
    return await once(
        request,
        lambda registry: registry.aliases.roll_back(ref, to=query.version, reason=query.reason),
    )


@group.get(f"{_ONE}/history", role=Role.VIEWER, response=Page[MLModelAliasRead])
async def list_alias_history(
    request: APIRequest, name: ModelNamePath, alias: AliasPath, query: Query[PageQuery]
) -> HttpResponse:
    """List the assignments of an alias, the newest first."""
    rows = await request.registry.aliases.get_history(
        name, alias, before=number_of(query.cursor), limit=query.limit
    )
    goes_on = len(rows) == query.limit
    return page_response(request, rows, str(rows[-1].id) if goes_on else None)


def _ref(name: str, alias: str, query: ExpectedQuery) -> MLModelAliasRef:
    return MLModelAliasRef(model_name=name, name=alias, expected_version=query.expected_version)
