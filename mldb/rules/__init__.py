"""Rules as pure functions: no database, no clock of their own."""
