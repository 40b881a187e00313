"""Posts as the counters get them, and rows as a test wants to read them."""

from crawlers.streams.events import Post

HOUR = 498_660
START_US = HOUR * 3_600_000_000
MINUTE_US = 60_000_000

_rkeys = iter(range(10**9))


def said(*tags, by="ann", at_us=START_US, rkey=None, languages=("en",), text=None, is_adult=False):
    """A post whose text is like no other, unless it is given."""
    number = next(_rkeys)
    rkey = rkey or f"k{number}"
    return Post(at_us, by, rkey, tags, languages, number if text is None else hash(text), is_adult)


def authors_of(counter, *, language=""):
    """tag → authors"""
    return {row.tag: row.authors for row in counter.rows() if row.language == language}
