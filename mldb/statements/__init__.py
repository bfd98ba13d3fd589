"""SQL statements that are more than a condition or two, shared by both colours."""
