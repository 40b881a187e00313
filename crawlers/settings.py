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
        "USER_AGENT": f"Hashtagger/{__version__} (+{contact.strip()})",
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 1.0,
        "DOWNLOAD_TIMEOUT": 20,
        "DOWNLOAD_MAXSIZE": 5 * MIB,
        "DOWNLOAD_WARNSIZE": MIB,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": 3,
        "COOKIES_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }
