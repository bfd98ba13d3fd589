"""Import of a registry that MLflow itself wrote."""

import math
from typing import Any

import pytest

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelVersionOverview
from mldb.sync_db import Database, OverviewService
from mldb.transfer.mlflow import MLflowReport, import_mlflow


def run(registry: SQLiteConfig, address: str) -> MLflowReport:
    return import_mlflow(registry, address, actor="ann")
