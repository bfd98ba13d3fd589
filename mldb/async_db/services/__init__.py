"""The services: everything a program may do with a registry."""
