"""Versions and runs side by side, and a metric over the versions of a model."""

from django.http import HttpResponse
from ninja import Query

from mldb.schemas import MLModelTrend
from mldb.values.enums import Role
from mldb.values.labels import version_pair
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import ModelNamePath
from registry_app.api.base.responses import json_response
from registry_app.api.schemas.comparison import CompareQuery, Comparison, MetricQuery
from registry_app.api.schemas.tracking.runs import CompareRunsQuery, RunComparison
from registry_app.core.refusal import Refusal

group = Group(
    "Comparison", "Versions or runs side by side, and a metric over the versions of a model."
)


@group.get("/compare", role=Role.VIEWER, response=Comparison)
async def compare_versions(request: APIRequest, query: Query[CompareQuery]) -> HttpResponse:
    """Read up to twenty versions of any models, with everything that can be compared."""
    pairs = {label: version_pair(label) for label in query.v}
    wrong = [label for label, pair in pairs.items() if pair is None]
    if wrong:
        sentence = f"{wrong[0]!r} names no version. Write the model, a slash and the number."
        raise Refusal.of_parameters(sentence, "v")
    valid = [pair for pair in pairs.values() if pair is not None]
    versions = await request.registry.version_reader.get_compared(valid)
    found = {(one.version.model_name, one.version.number) for one in versions}
    missing = [label for label, pair in pairs.items() if pair not in found]
    return json_response(Comparison.model_construct(versions=versions, missing=missing))


@group.get("/compare/runs", role=Role.VIEWER, response=RunComparison)
async def compare_runs(request: APIRequest, query: Query[CompareRunsQuery]) -> HttpResponse:
    """Read up to twenty runs, with parameters, tags and the last, least and greatest values."""
    runs = list(dict.fromkeys(query.run))
    compared = await request.registry.run_reader.comparison(runs)
    found = {one.run.public_id for one in compared}
    missing = [run for run in runs if run not in found]
    return json_response(RunComparison.model_construct(runs=compared, missing=missing))


@group.get("/models/{str:name}/trend", role=Role.VIEWER, response=MLModelTrend)
async def get_trend(
    request: APIRequest, name: ModelNamePath, query: Query[MetricQuery]
) -> HttpResponse:
    """Read a metric over the versions of a model, with the assignments of its aliases.

    At most the newest 1,000 versions; `before` leads to older ones.
    """
    reader = request.registry.model_reader
    return json_response(await reader.get_trend(name, query.metric, before=query.before))
