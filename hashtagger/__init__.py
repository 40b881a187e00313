"""Recommend a few defensible hashtags for a photo, a clip or a draft text."""

__version__ = "0.1.0"
