"""Uploads: what the bytes are, and verified RGB pictures made of them."""
