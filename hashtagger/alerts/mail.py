"""Sends plain mails by SMTP, from a thread: the standard library's client blocks, and is as well kept as Python."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from hashtagger.alerts.message import one_line
from hashtagger.errors import InvalidRequest
from hashtagger.ports import Clock
from hashtagger.settings import MailSettings

FINAL = frozenset({"recipient_refused"})
"""Codes after which another attempt would only annoy."""


class Mailer:
    """Speaks to the one mail server of the settings; a connection for each mail."""

    def __init__(self, settings: MailSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    @property
    def can_send(self) -> bool:
        return self._settings.host is not None

    @property
    def longest_s(self) -> float:
        """No attempt takes longer: the time limit is for each step of the conversation, which has about ten."""
        return 10 * self._settings.timeout_s

    def check(self) -> None:
        """Raises ``InvalidRequest`` (code ``mail_disabled``) where no mail server is set."""
        if not self.can_send:
            raise InvalidRequest(
                "this server sends no mail",
                code="mail_disabled",
                advice="Leave 'email' out, or have the operator set HASHTAGGER_MAIL__HOST.",
            )

    async def send(self, to: str, subject: str, text: str, *, message_id: str) -> str | None:
        """Send one mail; None when the server took it, else a code that says why not (``FINAL`` ones for good)."""
        if not self.can_send:
            return "mail_disabled"
        mail = self.mail(to, subject, text, message_id=message_id)
        try:
            await asyncio.to_thread(self._send, mail)
        except smtplib.SMTPRecipientsRefused as refused:
            for_good = all(code >= 500 for code, _ in refused.recipients.values())
            return "recipient_refused" if for_good else "recipient_deferred"
        except smtplib.SMTPAuthenticationError:
            return "mail_login_refused"
        except smtplib.SMTPNotSupportedError:
            return "mail_not_encrypted"
        except smtplib.SMTPException:
            return "mail_refused"
        except OSError:
            return "mail_server_unreachable"
        return None

    def mail(self, to: str, subject: str, text: str, *, message_id: str) -> EmailMessage:
        """The mail; the same ``message_id`` for every attempt, so that a repetition can be recognised."""
        mail = EmailMessage()
        mail["From"] = self._settings.sender
        mail["To"] = to
        mail["Subject"] = one_line(subject)
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{message_id}@{self._settings.sender.rpartition('@')[2] or 'localhost'}>"
        # RFC 3834: no holiday notice in return.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail

    def _send(self, mail: EmailMessage) -> None:
        settings = self._settings
        assert settings.host is not None
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout_s, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s)
        with server:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.user is not None:
                server.login(settings.user, settings.password.get_secret_value() if settings.password else "")
            server.send_message(mail)
