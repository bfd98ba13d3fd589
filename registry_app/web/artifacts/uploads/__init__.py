"""Uploads by forms, read as they come: no file is kept in memory or on this machine's disk."""
