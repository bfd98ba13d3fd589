"""Tests of registry_app/web/artifacts/uploads."""
