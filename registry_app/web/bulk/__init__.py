"""The same done to many models or versions: what is chosen, and what is done."""
