"""Tests of mldb/backup."""
