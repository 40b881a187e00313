"""Other servers of the same weights, each in an environment of its own, for ``benchmarks.pool``."""
