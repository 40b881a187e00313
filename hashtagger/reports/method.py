"""How the numbers of a report are made, in a few sentences; docs/trends.md, off-policy.md and experiments.md have the rest."""

from __future__ import annotations

TRENDS = (
    "Counted are distinct authors, hour by hour and source by source, never posts; volumes of different sources are never "
    "added up.",
    "z says by how many standard deviations the last three hours stand above what is usual for this tag at these hours of "
    "the week, over four weeks.",
    "The score ranks a tag's strongest hour of the last two days among all tags of its source; it halves every four hours. "
    "No source weighs more than one half; a second independent source adds 0.1. So it lies between 0 and 1.1.",
    "Confidence: sure with a week of history and two independent sources or 50 authors in an hour; stale if a source that "
    "carries it is late; else thin.",
    "The whole formula, its gates against manipulation and what was measured: docs/trends.md of the program.",
)
FORECAST = (
    "The forecast is what is usual for each coming hour, lifted by how far the last three hours stand above theirs, halved "
    "every six hours. Its 80 % interval comes from the errors of the same forecast over the last 14 days.",
)
SEASONS = (
    "Each cell is the mean number of distinct authors in the hours of the last four weeks that begin at this hour of this "
    "weekday. Cells with fewer hours above the floor than below it are left empty: their mean would look too high.",
    "A tag is called daily or weekly if 0.4 or more of what moves comes back after 24 or 168 hours (docs/trends.md).",
)
LIFT = (
    "What another policy would have earned is told from the tags that chance brought in with known probability, never by "
    "comparing the posts of two policies directly. The estimate is doubly robust; whole accounts are drawn for the interval.",
    "The verdict's interval holds the truth in 98 of 100 such reports. It is refused where there are too few effective "
    "samples (docs/off-policy.md of the program).",
)
EXPERIMENT = (
    "Each post was drawn for one of the two arms with probability one half. The interval is an always-valid one: it holds at "
    "all times at once, so looking often and stopping early does no harm (docs/experiments.md of the program).",
    "Compared is what a post earned beyond what is usual for its account, hour and kind.",
)


def of_floor(floor: int) -> str:
    return f"Nothing is told of fewer than {floor} people: such numbers are left out, in charts as gaps."
