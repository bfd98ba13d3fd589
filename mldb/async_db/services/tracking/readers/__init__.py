"""Read-only services: runs together with what they logged, in few statements."""
