"""Pages of metrics, parameters and tags."""
