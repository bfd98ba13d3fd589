"""The pages that compare runs: values, curves, scatter and parallel coordinates."""
