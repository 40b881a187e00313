"""As much of a Scrapy crawler as its parts look at."""

from types import SimpleNamespace

from scrapy.settings import Settings

from crawlers.plan import Limits
from crawlers.settings import crawl_settings


class Counts:
    """Scrapy's stats collector, without the rest."""

    def __init__(self):
        self.all = {}

    def inc_value(self, name, count=1, **_):
        self.all[name] = self.all.get(name, 0) + count

    def set_value(self, name, value, **_):
        self.all[name] = value

    def get_value(self, name, default=None, **_):
        return self.all.get(name, default)


def a_crawler(*, clock, remaining_s=60.0, pauses=None, spider=None):
    crawler = SimpleNamespace(
        settings=Settings(crawl_settings("ops@example.org")),
        stats=Counts(),
        crawling=True,
        get_extension=lambda _: SimpleNamespace(remaining_s=remaining_s),
    )
    crawler.spider = spider or SimpleNamespace(
        pauses=pauses if pauses is not None else {}, clock=clock, limits=Limits(), no_robots={}
    )
    crawler.spider.crawler = crawler
    return crawler
