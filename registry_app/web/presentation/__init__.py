"""How values, links and events look in the templates."""
