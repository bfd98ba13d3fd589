"""The MLflow tracking and registry protocol, so that clients of MLflow work with this site."""
