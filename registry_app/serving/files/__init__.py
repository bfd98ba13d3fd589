"""HTTP of files: ranges, names, digests and zips, for any interface."""
