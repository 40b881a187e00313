"""Spiders and streams that bring trend observations in; see crawlers/settings.py for how they behave."""
