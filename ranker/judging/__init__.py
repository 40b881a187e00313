"""Judges of ranking: public data and simulations, each with a bar; ``python -m ranker.evaluate`` runs them."""
