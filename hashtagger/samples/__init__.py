"""Bundled sample photos, free of copyright; see ATTRIBUTION.md."""
