"""Import of metrics from a tracker's file: a run's summary in JSON, or a table in CSV."""

from mldb.transfer.tracker.importing import MetricsReport, VersionReport, import_metrics

__all__ = ["MetricsReport", "VersionReport", "import_metrics"]
