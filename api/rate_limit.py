"""How often one key, or one address without a key, may ask (draft-ietf-httpapi-ratelimit-headers)."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from hashtagger.errors import Overloaded


class RateLimit:
    """
    At most ``per_minute`` requests in any minute for each caller; 0 means no limit.

    Counted in this process: with several, each counts for itself.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._item = RateLimitItemPerMinute(max(1, per_minute))
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, caller: str) -> dict[str, str]:
        """Count one request; the headers that tell the caller where it stands. Raises ``Overloaded``."""
        if not self._per_minute:
            return {}
        if not self._limiter.hit(self._item, caller):
            wait_s = self._wait_s(caller)
            raise Overloaded(
                f"more than {self._per_minute} requests in a minute", retry_after_s=wait_s, code="rate_limited"
            )
        return self.headers(caller)

    def headers(self, caller: str) -> dict[str, str]:
        """The state of the caller's quota, without counting."""
        if not self._per_minute:
            return {}
        left = self._limiter.get_window_stats(self._item, caller).remaining
        return {
            "RateLimit-Policy": f'"default";q={self._per_minute};w=60',
            "RateLimit": f'"default";r={left};t={math.ceil(self._wait_s(caller))}',
        }

    def _wait_s(self, caller: str) -> float:
        return max(1.0, self._limiter.get_window_stats(self._item, caller).reset_time - time.time())
