"""Sends mails by SMTP, from a thread: the standard library's client blocks, and is as well kept as Python."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from hashtagger.alerts.message import one_line
from hashtagger.errors import InvalidRequest
from hashtagger.ports import Clock
from hashtagger.settings import MailSettings

TOO_LARGE = "mail_too_large"
FINAL = frozenset({"recipient_refused", "mail_rejected", TOO_LARGE})
"""Codes after which another attempt would only annoy."""
SLOWEST_BYTES_S = 128 * 1024
"""A mail with attachments gets time for a line as slow as this."""
_EXCEEDED = 552  # RFC 5321, 4.2.3; RFC 1870


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail."""

    name: str
    media_type: str
    data: bytes


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
        return self.longest_for(0)

    def longest_for(self, size_bytes: int) -> float:
        """As ``longest_s``, of a mail with so much attached; the last four steps then have more time each."""
        return 10 * self._settings.timeout_s + 4 * size_bytes / SLOWEST_BYTES_S

    def check(self) -> None:
        """Raises ``InvalidRequest`` (code ``mail_disabled``) where no mail server is set."""
        if not self.can_send:
            raise InvalidRequest(
                "this server sends no mail",
                code="mail_disabled",
                advice="Leave 'email' out, or have the operator set HASHTAGGER_MAIL__HOST.",
            )

    async def send(
        self,
        to: str,
        subject: str,
        text: str,
        *,
        message_id: str,
        html: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> str | None:
        """Send one mail; None when the server took it, else a code that says why not (``FINAL`` ones for good)."""
        if not self.can_send:
            return "mail_disabled"
        mail = self.mail(to, subject, text, message_id=message_id, html=html, attachments=attachments)
        size_bytes = sum(len(each.data) for each in attachments)
        try:
            await asyncio.to_thread(self._send, mail, self._settings.timeout_s + size_bytes / SLOWEST_BYTES_S)
        except smtplib.SMTPRecipientsRefused as refused:
            for_good = all(code >= 500 for code, _ in refused.recipients.values())
            return "recipient_refused" if for_good else "recipient_deferred"
        except smtplib.SMTPAuthenticationError:
            return "mail_login_refused"
        except smtplib.SMTPNotSupportedError:
            return "mail_not_encrypted"
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            if refused.smtp_code == _EXCEEDED:
                return TOO_LARGE
            # What was said of the mail itself stands; a sender may be let in as soon as somebody mends a setting.
            is_final = isinstance(refused, smtplib.SMTPDataError) and refused.smtp_code >= 500
            return "mail_rejected" if is_final else "mail_refused"
        except smtplib.SMTPException:
            return "mail_refused"
        except OSError:
            return "mail_server_unreachable"
        return None

    def mail(
        self,
        to: str,
        subject: str,
        text: str,
        *,
        message_id: str,
        html: str | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> EmailMessage:
        """
        The mail; the same ``message_id`` for every attempt, so that a repetition can be recognised. ``html`` says the same as
        ``text``.
        """
        mail = EmailMessage()
        mail["From"] = self._settings.sender
        mail["To"] = to
        mail["Subject"] = one_line(subject)
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = f"<{message_id}@{self._settings.sender.rpartition('@')[2] or 'localhost'}>"
        # RFC 3834: no holiday notice in return.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        if html is not None:
            mail.add_alternative(html, subtype="html")
        for each in attachments:
            main, _, sub = each.media_type.partition(";")[0].strip().partition("/")
            mail.add_attachment(each.data, maintype=main, subtype=sub, filename=_file_name(each.name))
        return mail

    def _send(self, mail: EmailMessage, data_timeout_s: float) -> None:
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
            if server.sock is not None:
                server.sock.settimeout(data_timeout_s)  # for all bytes of the mail together
            server.send_message(mail)


def _file_name(name: str) -> str:
    """What cannot leave the folder it is saved in, nor the header it stands in."""
    return one_line(name).replace("/", "_").replace("\\", "_").replace('"', "_").lstrip(".") or "report"
