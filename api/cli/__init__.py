"""The command line: the entry point that builds everything else, one module for each group of commands."""
