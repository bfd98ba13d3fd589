"""Schemas of the API's requests and responses, most of them made of mldb's schemas."""
