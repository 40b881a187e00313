"""One script per figure; each prints a table and, as its last line, one JSON object with its bar and verdict."""
