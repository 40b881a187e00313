"""The starter catalogue: reviewable text files, and what reads them."""
