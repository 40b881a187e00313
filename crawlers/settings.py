"""How every crawler of ours behaves: identified, slow, obedient to robots.txt, bounded in bytes and seconds."""

from __future__ import annotations

from typing import Any

from hashtagger import __version__

MIB = 1024 * 1024


def crawl_settings(contact: str) -> dict[str, Any]:
    """
    Scrapy settings for one crawl; ``contact`` is a mail or web address that the User-Agent names.

    Raises ``ValueError`` without a contact: whoever is crawled must be able to reach whoever crawls.
    """
    if not contact.strip():
        raise ValueError("a crawler needs a contact address for its User-Agent")
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 1.0,
        "DOWNLOAD_TIMEOUT": 20,
        "DOWNLOAD_MAXSIZE": 5 * MIB,
        "DOWNLOAD_WARNSIZE": MIB,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "RETRY_TIMES": 2,
        "REDIRECT_MAX_TIMES": 3,
        "METAREFRESH_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "COOKIES_ENABLED": False,
        # A proxy would look names up for us, past the guard of addresses.
        "HTTPPROXY_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "TWISTED_DNS_RESOLVER": "crawlers.middlewares.addresses.GuardedResolver",
        # Requests pass from the top down, answers from the bottom up; Scrapy's own stand in between: robots.txt at 100,
        # retries at 550, redirects at 600.
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.middlewares.addresses.AddressGuard": 10,
            "crawlers.middlewares.robots.RobotsOrNothing": 90,
            "crawlers.middlewares.pace.Pace": 560,
        },
        "ITEM_PIPELINES": {"crawlers.pipelines.snapshots.StoreSnapshots": 100},
        "EXTENSIONS": {"crawlers.extensions.budget.Budget": 0},
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_VERSIONS": [],
        "STATS_DUMP": False,
    }


def user_agent(contact: str) -> str:
    """What crawlers and streams call themselves."""
    return f"Hashtagger/{__version__} (+{contact.strip()})"
