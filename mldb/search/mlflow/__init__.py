"""The filter language of MLflow's clients, read into the same syntax tree as our own."""
