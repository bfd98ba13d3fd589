"""Points of metric histories: columns, chunks of bytes, statistics and buckets; no database."""
