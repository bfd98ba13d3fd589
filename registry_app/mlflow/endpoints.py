"""All endpoints of the protocol."""

from itertools import chain

from registry_app.mlflow.operations import (
    aliases,
    artifacts,
    experiments,
    inputs,
    logged_models,
    logs,
    metrics,
    models,
    registering,
    runs,
    saved_models,
    searches,
    server,
    versions,
)

ENDPOINTS = tuple(
    chain(
        server.endpoints,
        experiments.endpoints,
        runs.endpoints,
        logs.endpoints,
        inputs.endpoints,
        metrics.endpoints,
        artifacts.endpoints,
        saved_models.endpoints,
        logged_models.endpoints,
        models.endpoints,
        versions.endpoints,
        registering.endpoints,
        aliases.endpoints,
        searches.endpoints,
    )
)
