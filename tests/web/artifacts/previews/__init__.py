"""Tests of registry_app/web/artifacts/previews."""
