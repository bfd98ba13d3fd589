"""The page of a logged model."""
