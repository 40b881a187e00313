"""A world of creators in which it is known what each tag is worth."""
