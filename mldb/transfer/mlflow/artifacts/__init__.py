"""Copies the files of MLflow's runs, logged models and versions."""
