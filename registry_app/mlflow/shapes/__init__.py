"""The objects of the protocol, made of what services return."""
