"""Import of an MLflow registry, read from its database without MLflow itself."""

from mldb.transfer.mlflow.importing import (
    DEFAULT_WORKSPACE,
    MLflowOptions,
    MLflowReport,
    import_mlflow,
)

__all__ = ["DEFAULT_WORKSPACE", "MLflowOptions", "MLflowReport", "import_mlflow"]
