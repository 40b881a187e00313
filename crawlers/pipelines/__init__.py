"""Where what a crawl read is kept."""
