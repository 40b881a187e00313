"""
ASGI middleware that bounds what a request may cost before any route sees it; none of it knows the framework.

Order, outermost first: the request id and log line, ``SecurityHeaders``, ``Admission`` (requests under way), the key check,
``BodyLimits`` (size, pace and sum of the bodies). What comes before a request is one is bounded by ``api/head_limits.py``.
"""

from api.middleware.admission import Admission
from api.middleware.body_limits import BodyLimits
from api.middleware.security_headers import SecurityHeaders

__all__ = ["Admission", "BodyLimits", "SecurityHeaders"]
