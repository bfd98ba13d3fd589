"""Tests of the services of artifacts."""
