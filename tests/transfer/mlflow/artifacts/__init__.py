"""Tests of mldb/transfer/mlflow/artifacts."""
