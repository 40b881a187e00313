"""Reads a creator's own posts, and what they earned, from the files that platforms hand out."""
