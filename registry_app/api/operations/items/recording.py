"""Recording many metrics at once."""

from django.http import HttpResponse
from ninja import Query

from mldb.schemas import MLMetricBatch
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.once import once
from registry_app.api.base.parameters import IDEMPOTENCY_KEY, ModelNamePath, VersionNumberPath
from registry_app.api.operations.versions import VERSION
from registry_app.api.schemas.items import MetricsBody, Recorded
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.registry import AsyncRegistry


async def record_metrics(
    request: APIRequest,
    name: ModelNamePath,
    number: VersionNumberPath,
    body: MetricsBody,
    query: Query[ReasonQuery],
) -> HttpResponse:
    """Record up to 10,000 metrics at once: all of them, or none."""

    async def record(registry: AsyncRegistry) -> Recorded:
        version = await registry.versions.get_by_number(name, number)
        batch = MLMetricBatch.model_construct(version_id=version.id, metrics=body.metrics)
        return Recorded(changed=await registry.metrics.record(batch, reason=query.reason))

    return await once(request, record)


def register(group: Group) -> None:
    """Register the operation."""
    group.post(
        f"{VERSION}/metrics", role=Role.EDITOR, response=Recorded, headers=[IDEMPOTENCY_KEY]
    )(record_metrics)
