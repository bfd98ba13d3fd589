"""Results of the readers: models, versions and aliases together with their items."""
