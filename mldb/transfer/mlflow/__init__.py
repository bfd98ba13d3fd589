"""An MLflow registry, read straight from its database; MLflow itself is not needed."""

from mldb.transfer.mlflow.importing import (
    DEFAULT_WORKSPACE,
    MLflowOptions,
    MLflowReport,
    import_mlflow,
)

__all__ = ["DEFAULT_WORKSPACE", "MLflowOptions", "MLflowReport", "import_mlflow"]
