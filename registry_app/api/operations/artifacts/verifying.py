"""Verification: files are read back and compared with their digests."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.http.response import HttpResponseBase
from ninja import Path

from mldb.schemas import VerifiedContent
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.lines import LINES, lines_response
from registry_app.api.operations.artifacts.owners import OwnerType
from registry_app.api.schemas.artifacts import VerifiedArtifacts

_EXAMPLE: Final = (
    '{"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",'
    '"size_bytes":104857600,"verification":"intact",'
    '"artifacts":["models:/fraud-detector/3/model/model.safetensors"]}\n'
)


def register(group: Group, owner_type: OwnerType) -> None:
    """Register the operation for this type of owner."""

    async def verify(request: APIRequest, owner: Path[Any]) -> HttpResponseBase:
        found = request.registry.artifact_care.verify(owner.owner)
        # Refuses before the response begins.
        first = await anext(found, None)
        return lines_response(request, _rows(first, found))

    group.post(
        f"{owner_type.path}/verify",
        name=f"verify_{owner_type.name}_artifacts",
        role=Role.ADMIN,
        response={200: None},
        texts={LINES: ("What was found: one content as JSON on each line.", _EXAMPLE)},
        description=(
            f"Read back all files of {owner_type.words} and record whether their bytes are those "
            "that were stored.\n\nA line is sent as soon as its bytes were read. `verification` is "
            "`intact`, `damaged` or `missing`."
        ),
    )(owner_type.typed(verify))


async def _rows(
    first: VerifiedContent | None, rest: AsyncIterator[VerifiedContent]
) -> AsyncIterator[Sequence[VerifiedArtifacts]]:
    if first is not None:
        yield [_row(first)]
    async for one in rest:
        yield [_row(one)]


def _row(found: VerifiedContent) -> VerifiedArtifacts:
    return VerifiedArtifacts.model_validate(asdict(found))
