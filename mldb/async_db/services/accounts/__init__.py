"""Services of staff users and their credentials."""
