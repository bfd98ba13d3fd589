"""The process that serves the site: limits, threads, middleware and periodic work."""
