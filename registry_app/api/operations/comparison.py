"""Versions side by side, and a metric over the versions of a model."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import ComparedVersion, MLModelTrend
from mldb.values.labels import version_pair
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.problems import ProblemDetail, Refusal
from registry_app.api.base.responses import answer
from registry_app.api.schemas import MetricQuery

router = Router(tags=["Comparison"])

Label = Annotated[str, Field(json_schema_extra={"pattern": "^.+/[0-9]{1,18}$"})]


class CompareQuery(BaseModel):
    """Which versions."""

    v: Annotated[list[Label], Field(min_length=1, max_length=COMPARED_LIMIT)] = Field(
        description="Versions as model/number; repeat it.", examples=[["fraud/3", "fraud/5"]]
    )


class Comparison(BaseModel):
    """The versions in the order asked for, and the labels of those that are not there."""

    versions: list[ComparedVersion]
    missing: list[str]


@router.get("/compare", response=Comparison)
async def compare_versions(request: APIRequest, query: Query[CompareQuery]) -> HttpResponse:
    """Read up to twenty versions, of any models, with all that can be compared."""
    pairs = {label: version_pair(label) for label in query.v}
    wrong = [label for label, pair in pairs.items() if pair is None]
    if wrong:
        sentence = f"{wrong[0]!r} names no version. Write the model, a slash and the number."
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            sentence,
            [ProblemDetail(detail=sentence, parameter="v")],
        )
    known = [pair for pair in pairs.values() if pair is not None]
    versions = await request.registry.version_reader.get_compared(known)
    there = {(one.version.model_name, one.version.number) for one in versions}
    missing = [label for label, pair in pairs.items() if pair not in there]
    return answer(Comparison.model_construct(versions=versions, missing=missing))


@router.get("/models/{str:name}/trend", response=MLModelTrend)
async def get_trend(request: APIRequest, name: str, query: Query[MetricQuery]) -> HttpResponse:
    """Read a metric over the versions of a model, and where its aliases pointed meanwhile.

    Of more than 1,000 versions the newest; `before` leads to the older ones.
    """
    reader = request.registry.model_reader
    return answer(await reader.get_trend(name, query.metric, before=query.before))
