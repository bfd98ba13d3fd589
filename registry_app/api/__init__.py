"""The HTTP API: async views over mldb's async services, under /api/v1."""
