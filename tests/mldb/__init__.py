"""Tests of mldb."""
