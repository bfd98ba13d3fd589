"""Read-only services: models, versions and aliases together with their items, in few statements."""
