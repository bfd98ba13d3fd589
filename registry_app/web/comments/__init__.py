"""Comments on versions and on moves of aliases."""
