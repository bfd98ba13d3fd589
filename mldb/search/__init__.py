"""The query language: parses texts into conditions; no database and no I/O."""
