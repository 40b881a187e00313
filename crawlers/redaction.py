"""Keeps keys out of logs, whatever library writes the line."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Collection
from urllib.parse import quote

MASK = "***"


class Redaction(logging.Filter):
    """Replaces every one of ``secrets``, plain or as part of an address, in the message and the traceback of a record."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__()
        self._secrets = sorted({form for each in secrets if each for form in (each, quote(each, safe=""))}, key=len)

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            told = "".join(traceback.format_exception(*record.exc_info))
            if self.of(told) != told:
                record.exc_info, record.exc_text = None, None
                message = f"{message}\n{told}"
        if self.of(message) != message:
            record.msg, record.args = self.of(message), ()
        return True

    def of(self, text: str) -> str:
        """``text`` without the secrets."""
        for secret in reversed(self._secrets):
            text = text.replace(secret, MASK)
        return text
