"""Tests of the pages of one run."""
