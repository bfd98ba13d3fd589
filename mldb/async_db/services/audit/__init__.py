"""Services of the audit history."""
