"""Operations on experiments, runs and what they log."""
