"""An MLflow registry, read straight from its database; MLflow itself is not needed."""
