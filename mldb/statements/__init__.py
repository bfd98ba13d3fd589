"""SQL statements that the asynchronous and the synchronous repositories share.

Frequent statements are built once, because building costs as much as running.
"""
