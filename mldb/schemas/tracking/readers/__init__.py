"""Results of the readers: runs together with what they logged."""
