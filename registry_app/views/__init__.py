"""Views, one module for each family of pages."""
