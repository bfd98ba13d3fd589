"""Lists that the query language searches: what the address asks for, rows and columns."""
