"""The artifact store: where the bytes of files are kept. It knows no database."""
