"""One crawl in a process of its own, as the tests start it: reads what to crawl from stdin, prints the report."""

import json
import sys

from crawlers.plan import Limits
from crawlers.run import crawl
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs


def main() -> None:
    asked = json.load(sys.stdin)
    settings = Settings(_env_file=None, **asked["settings"])
    configure_logs(settings)
    report = crawl(
        asked["source"], settings, limits=Limits(**asked.get("limits", {})), scrapy_settings=asked.get("scrapy", {})
    )
    print(json.dumps(report.as_json()))


if __name__ == "__main__":
    main()
