"""Pure parsers, one file for each source: bytes of an answer in, observations out."""
