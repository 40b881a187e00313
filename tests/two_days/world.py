"""
A small internet for two days: what people post and look at, hour by hour, and the places that tell of it.

Twenty ordinary tags with a daily cycle run through. Beside them: a burst (``BURST``, from hour 20 on, an hour later on
Mastodon, the next day on Wikipedia and in the feed), a weekly show (``SHOW``, at the same hour in the four weeks before), bots
(``FLOOD``: many posts of few authors; ``COPIES``: one text from many accounts), and outages: all of Mastodon in hours 31 to 34,
the stream in 38.
"""

from __future__ import annotations

import json
import math
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hashtagger.observations import SourceHour, TagHour, hour_of, start_of
from tests.fakes.jetstream import a_beat, a_post

START = datetime(2026, 11, 18, tzinfo=UTC)
FIRST = hour_of(START)
HOURS = 48
HOUR_US = 3_600_000_000
WEEKS_BEFORE = 4

BURST, SHOW, FLOOD, COPIES = "harborfire", "bakingshow", "buycoin", "luckydrop"
BURST_HOURS = range(20, 32)
SHOW_HOUR = 36
BOT_HOUR = 26
MASTODON_AWAY = range(31, 35)
STREAM_AWAY = 38
ORDINARY = """
art books catsofbluesky coffee dogs film football gardening history knitting
monday music nature news photography poetry politics science sunset travel
""".split()  # noqa: SIM905


def ordinary_authors(tag, hour):
    """Distinct authors of an ordinary tag in an hour (counted from START): a daily cycle, and a little unevenness."""
    place = ORDINARY.index(tag)
    cycle = 1 + 0.6 * math.sin(2 * math.pi * (hour - 8) / 24)
    uneven = (hour * 7 + place * 13) % 5 - 2
    return max(0, round((8 + place) * cycle) + uneven)


def authors_of(hour):
    """tag → distinct authors of sound posts on Bluesky."""
    found = {tag: ordinary_authors(tag, hour) for tag in ORDINARY}
    if hour in BURST_HOURS:
        found[BURST] = 60
    if (hour - SHOW_HOUR) % 168 == 0:
        found[SHOW] = 70
    return {tag: count for tag, count in found.items() if count}


def before():
    """The four weeks before, as they were counted: rows of tags, rows of the source."""
    hours = range(-168 * WEEKS_BEFORE, 0)
    tags = [
        TagHour(tag, FIRST + hour, count, count, count, language=language)
        for hour in hours
        for tag, count in authors_of(hour).items()
        for language in ("", "en")
    ]
    return tags, [SourceHour(FIRST + hour, 1.0, 300, 400, language=each) for hour in hours for each in ("", "en")]


def posts_of(hour):
    """The events of the stream in one hour, in the order of time; the last one says that it is over."""
    found = []
    for tag, count in authors_of(hour).items():
        found += [
            {"tags": (tag,), "author": f"{tag}-{hour}-{n}", "text": f"{tag} number {_words(n)}"} for n in range(count)
        ]
    if hour == BOT_HOUR:
        found += [
            {"tags": (FLOOD,), "author": f"bot{n % 6}", "text": f"coin of the {_words(n)} kind"} for n in range(400)
        ]
        found += [
            {"tags": (COPIES,), "author": f"sheep{n}", "text": "Win a wonderful phone today, only a few are left"}
            for n in range(300)
        ]
    start = (FIRST + hour) * HOUR_US
    step = HOUR_US // (len(found) + 2)
    events = [a_post(start + n * step, post.pop("author"), f"{hour}k{n}", **post) for n, post in enumerate(found)]
    events += [a_beat(start + n * HOUR_US // 60) for n in range(1, 60)]
    return [*sorted(events, key=lambda event: event["time_us"]), a_beat(start + HOUR_US - 1)]


def _words(n):
    """Texts that differ in letters, not in digits."""
    return " ".join(chr(97 + int(digit)) * 3 for digit in f"{n:03}")


class Places:
    """Mastodon, Wikipedia and the feed on loopback, as they are at ``moment``."""

    def __init__(self):
        self.moment = START
        self.agents = set()
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                world.agents.add(self.headers["User-Agent"])
                status, body, kind = world.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def endpoints(self):
        return {
            "mastodon": f"{self.url}/mastodon/{{channel}}",
            "wikipedia": f"{self.url}/wikipedia",
            "google_trends": f"{self.url}/google",
        }

    def answer(self, path):
        name = path.split("/")[1]
        if name == "mastodon":
            if self.hour in MASTODON_AWAY:
                return 503, b"", "text/plain"
            return 200, json.dumps(self._mastodon(path.split("/")[2])).encode(), "application/json"
        if name == "wikipedia":
            return 200, json.dumps(self._wikipedia(path)).encode(), "application/json"
        if name == "google":
            return 200, self._feed().encode(), "application/rss+xml"
        return 404, b"", "text/plain"

    @property
    def hour(self):
        return hour_of(self.moment) - FIRST

    def _mastodon(self, instance):
        """The day so far of two ordinary tags and, an hour after it began, of the burst; the small instance sees half."""
        share = 1.0 if instance == "big.test" else 0.5
        names = ["caturday", "silentsunday", *([BURST] if self.hour > BURST_HOURS.start else [])]
        return [
            {"name": name, "url": f"https://{instance}/tags/{name}", "history": self._history(name, share)}
            for name in names
        ]

    def _history(self, name, share):
        days = []
        for back in range(7):
            day = self.moment.replace(hour=0, minute=0) - timedelta(days=back)
            passed = min(24.0, (self.moment - day) / timedelta(hours=1))
            first = hour_of(day) - FIRST
            hours = [self._accounts(name, first + h) * min(1.0, passed - h) for h in range(math.ceil(passed))]
            accounts = str(round(share * sum(hours)))
            days.append({"day": str(int(day.timestamp())), "accounts": accounts, "uses": accounts})
        return days

    def _accounts(self, name, hour):
        if name == BURST:
            return 25 if hour in BURST_HOURS else 0
        return 12

    def _wikipedia(self, path):
        year, month, day = path.split("/")[-3:]
        articles = ["Main_Page", "Special:Search", *(f"Article_{n}" for n in range(20))]
        if datetime(int(year), int(month), int(day), tzinfo=UTC) >= START:
            articles.insert(2, "Harbor_fire")
        lines = [{"article": name, "views": 90_000 - 1_000 * n, "rank": n + 1} for n, name in enumerate(articles)]
        project = path.split("/")[-5]
        return {
            "items": [
                {
                    "project": project,
                    "access": "all-access",
                    "year": year,
                    "month": month,
                    "day": day,
                    "articles": lines,
                }
            ]
        }

    def _feed(self):
        names = ["harbor fire"] if self.hour >= 24 else []
        items = "".join(
            f"<item><title>{name}</title><ht:approx_traffic>{20 - n}K+</ht:approx_traffic>"
            f"<pubDate>{self.moment:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for n, name in enumerate([*names, "a player", "a film", "a storm", "a recipe"])
        )
        space = "https://trends.google.com/trending/rss"
        return f'<?xml version="1.0"?><rss version="2.0" xmlns:ht="{space}"><channel>{items}</channel></rss>'


def moment_after(hour):
    """When the hour (from START) is over by a minute."""
    return start_of(FIRST + hour + 1) + timedelta(minutes=1)
