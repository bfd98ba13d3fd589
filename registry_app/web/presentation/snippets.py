"""What a model's page shows to copy: programs that register its next version."""

import json
import shlex
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest

from mldb.schemas import MLModelRead
from registry_app.web.presentation.links import url
from registry_app.web.presentation.values import python

_METRIC: Final = "accuracy"
_SOURCE: Final = "s3://bucket/model.onnx"

_HTTPX: Final = """\
import os

import httpx

response = httpx.post(
    {address},
    headers={{"Authorization": f"Bearer {{os.environ['MODELBOOK_TOKEN']}}"}},
    json={{"source": {source}, "metrics": {{{metric}: 0.5}}}},
)
response.raise_for_status()
print(response.json()["number"])
"""

_CURL: Final = """\
curl --fail-with-body {address} \\
  -H "Authorization: Bearer $MODELBOOK_TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d {body}
"""

_LIBRARY: Final = """\
from mldb.schemas import MLModelVersionCreate
from mldb.sync_db import Database, MLModelVersionService

with Database() as database:
    version = MLModelVersionService(database, actor={actor}).create(
        MLModelVersionCreate(
            model_name={name},
            source={source},
            metrics={{{metric}: 0.5}},
        )
    )
print(version.number)
"""


@dataclass(frozen=True)
class Snippet:
    """A program; `name` tells it from the others of the page."""

    name: str
    title: str
    text: str


def snippets(request: Any, model: MLModelRead) -> tuple[Snippet, ...]:
    """Programs that register the model's next version here, as they stand.

    Those that use the API read the token from the environment variable MODELBOOK_TOKEN.
    """
    metric = model.primary_metric or _METRIC
    return _filled_in(_address(request, model), model.name, metric, request.user.username)


@lru_cache(maxsize=256)
def _filled_in(address: str, model_name: str, metric: str, username: str) -> tuple[Snippet, ...]:
    quoted = {"source": python(_SOURCE), "metric": python(metric)}
    # As plain ASCII it means the same in every locale of a shell.
    body = json.dumps({"source": _SOURCE, "metrics": {metric: 0.5}})
    return (
        Snippet("httpx", "Python", _HTTPX.format(address=python(address), **quoted)),
        Snippet("curl", "curl", _CURL.format(address=shlex.quote(address), body=shlex.quote(body))),
        Snippet(
            "library",
            "Python, straight to the database",
            _LIBRARY.format(actor=python(username), name=python(model_name), **quoted),
        ),
    )


def _address(request: HttpRequest, model: MLModelRead) -> str:
    return request.build_absolute_uri(url("api:create_version", model.name))
