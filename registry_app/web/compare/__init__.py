"""Versions side by side: what the address asks for, and the rows it comes to."""
