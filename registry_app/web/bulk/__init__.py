"""Actions on many selected models or versions."""
