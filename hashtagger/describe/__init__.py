"""Describes pictures for people: captions, alternative texts and stories, in the reader's language."""
