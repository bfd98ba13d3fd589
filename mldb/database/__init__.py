"""The SQLite and PostgreSQL specifics that sync and async code share."""
