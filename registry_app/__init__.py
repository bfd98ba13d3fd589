"""The web face of the registry: pages and, later, the HTTP API."""
