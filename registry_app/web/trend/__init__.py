"""A metric over the versions of a model: chart, table and a sentence."""
