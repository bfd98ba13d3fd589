"""Pages of the audit history."""
