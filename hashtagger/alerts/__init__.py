"""Tells people what they asked to be told: watchlists, webhooks, mail."""
