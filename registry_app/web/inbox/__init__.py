"""The inbox: what happened to watched models, and who mentioned whom."""
