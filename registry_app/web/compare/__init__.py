"""The page that compares versions side by side."""
