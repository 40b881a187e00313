"""One short word for each way in which a request fails."""

from __future__ import annotations

import re

from scrapy.spidermiddlewares.httperror import HttpError

_KINDS = {
    "CannotResolveHostError": "unresolved",
    "DownloadCancelledError": "too_large",
    "DownloadConnectionRefusedError": "refused",
    "DownloadFailedError": "cut_off",
    "DownloadTimeoutError": "timeout",
    "Paused": "paused",
    "RefusedAddress": "refused_address",
    "ResponseDataLossError": "cut_off",
    "ResponseNeverReceived": "cut_off",
    "StopDownload": "byte_budget",
    "UnsupportedURLSchemeError": "refused_address",
}
_SIGNS = {"robots.txt": "robots", "redirections": "redirects", "DOWNLOAD_MAXSIZE": "too_large"}
"""What Scrapy says where it has one class for many reasons."""
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kind_of(error: BaseException | None) -> str:
    """
    'http_404', 'timeout', 'robots', …; of what is not known, the name of its class in small letters.

    >>> kind_of(ZeroDivisionError())
    'zero_division_error'
    """
    if isinstance(error, HttpError):
        return f"http_{error.response.status}"
    name = type(error).__name__
    if name == "IgnoreRequest":
        return next((kind for sign, kind in _SIGNS.items() if sign in str(error)), "ignored")
    return _KINDS.get(name) or _WORDS.sub("_", name).lower()
