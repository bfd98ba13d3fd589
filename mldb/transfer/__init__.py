"""The registry as one file that any database can take in, and records from elsewhere."""
