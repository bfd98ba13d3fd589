"""Tests of registry_app/web/logged_models."""
