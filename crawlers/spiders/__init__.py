"""One spider for all sources, and the few that differ from it."""
