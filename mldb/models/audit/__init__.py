"""Tables of the audit history."""
