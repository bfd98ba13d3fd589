"""Import of an MLflow registry, where MLflow is not installed."""
