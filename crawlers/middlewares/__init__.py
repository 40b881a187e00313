"""What happens to every request and answer of a crawl; see the order in ``crawlers/settings.py``."""
