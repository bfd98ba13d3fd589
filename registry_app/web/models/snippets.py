"""The values in the programs that a model's page shows to copy."""

import json
from dataclasses import dataclass
from typing import Any, Final, Self

from mldb.schemas import MLModelRead
from registry_app.web.presentation.links import url

_METRIC: Final = "accuracy"


@dataclass(frozen=True)
class Snippet:
    """The values for programs that register the next version of a model on this site.

    Programs that use the API read the token from the environment variable MODELBOOK_TOKEN.
    """

    url: str
    model_name: str
    metric: str
    actor: str
    source: str = "s3://bucket/model.onnx"

    @classmethod
    def of(cls, request: Any, model: MLModelRead) -> Self:
        """The values for this model and whoever asks."""
        target = request.build_absolute_uri(url("api:create_version", model.name))
        return cls(target, model.name, model.primary_metric or _METRIC, request.user.username)

    @property
    def body(self) -> str:
        """The request body as JSON, in ASCII so that it means the same in every locale."""
        return json.dumps({"source": self.source, "metrics": {self.metric: 0.5}})
