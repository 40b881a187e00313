"""What rises: the scorer, its roll-ups, and what is done with a new tag."""
