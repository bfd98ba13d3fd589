"""SQL statements that are more than a condition or two, shared by both colours.

Those that run often are built once: building a statement costs as much as running it.
"""
