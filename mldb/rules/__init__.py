"""Rules: pure functions that decide or refuse."""
