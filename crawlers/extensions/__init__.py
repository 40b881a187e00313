"""What watches a crawl from outside: its budget."""
