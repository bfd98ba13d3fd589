"""The artifact store, where the bytes of files are kept, and facts that files state.

Nothing here knows a database.
"""
