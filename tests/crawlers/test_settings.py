import pytest
from scrapy.settings import Settings
from scrapy.settings.default_settings import __dict__ as known

from crawlers.settings import crawl_settings


def test_a_crawler_says_who_it_is_and_whom_to_reach():
    assert crawl_settings("ops@example.org")["USER_AGENT"].endswith("(+ops@example.org)")
    with pytest.raises(ValueError, match="contact"):
        crawl_settings("  ")


def test_scrapy_understands_the_settings_and_obeys_robots():
    settings = Settings(crawl_settings("ops@example.org"))
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert not settings.getbool("TELNETCONSOLE_ENABLED")


def test_every_setting_is_one_that_scrapy_knows():
    assert {name for name in crawl_settings("ops@example.org") if name not in known} <= {"REMOTE_CONTROL_ENABLED"}
