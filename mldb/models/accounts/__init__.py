"""Tables of staff users and their credentials."""
