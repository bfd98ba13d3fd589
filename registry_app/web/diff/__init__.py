"""What differs between two texts, so that it can be seen."""
