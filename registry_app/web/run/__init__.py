"""Pages of one run: what it logged, its charts, its status, and versions made from it."""
