"""The two ways in which an answer can be bad: all of it, or one row."""

from __future__ import annotations

from hashtagger.errors import HashtaggerError


class Unreadable(HashtaggerError):
    """
    The bytes are not an answer of the source at all: an error page, another list, cut off, not its format.

    The only error that leaves a parser.
    """

    code = "unreadable_answer"
    advice = "The last good list stays in use; if this lasts, the source has changed its format."


class BrokenRow(ValueError):
    """One row cannot be read; ``read_rows`` drops and counts it, and nothing outside the parsers sees this."""
