"""Export and import of a registry as one file, and import of records from other programs."""

from mldb.transfer.exporting import export_registry
from mldb.transfer.importing import import_records, import_registry
from mldb.transfer.report import ImportReport, Progress

__all__ = ["ImportReport", "Progress", "export_registry", "import_records", "import_registry"]
