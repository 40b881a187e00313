"""What ``docs/web.md`` names is there: pages, cookies, settings, files."""

import re
from pathlib import Path

from api.web import cookies, flash
from api.web.menu import PLACES
from hashtagger.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "web.md").read_text("utf-8")


def test_every_place_of_the_menu_is_told_of():
    named = set(re.findall(r"`(/[a-z-]*)", PAGE))
    below = {start for place in PLACES for start in (place.address, *place.below)}
    assert below <= named


def test_the_cookies_are_those_that_are_set():
    told = set(re.findall(r"`(hashtagger_[a-z]+)`", PAGE))
    assert told == {cookies.SESSION, cookies.THEME, cookies.LANGUAGE, flash._COOKIE}
    assert f"({cookies.SESSION_LASTS.days} days" in PAGE


def test_the_settings_are_known():
    for part, name in re.findall(r"`HASHTAGGER_([A-Z]+)__([A-Z_]+)", PAGE):
        section = Settings.model_fields[part.lower()].annotation
        assert name.lower() in section.model_fields, (part, name)


def test_the_files_are_there():
    for path in re.findall(r"`((?:api|tests)/[a-z0-9_./-]+\.[a-z]+)`", PAGE):
        assert (ROOT / path).exists(), path
    for name in re.findall(r"\]\(([\w/.-]+\.md)\)", PAGE):
        assert (ROOT / "docs" / name).exists(), name
