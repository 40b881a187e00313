"""What a report mail says: in words, in simple HTML, and as attached files as far as they fit."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hashtagger.alerts.mail import Attachment
from hashtagger.alerts.message import one_line
from hashtagger.storage.report_mails import ReportMail

MOST_BYTES = 10 * 1024 * 1024
"""Of all attachments together, before they are encoded (which adds a third)."""
_MOST_CHARS = 600
RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made for one mail."""

    words: Sequence[str] = ()
    """The summary, a sentence or two each; English."""
    files: Sequence[Attachment] = ()
    as_of: datetime | None = None
    """Up to when the numbers go; None: nothing was counted yet, or the view has no such moment."""
    stale: bool = False
    """Nothing was scored for more than two hours."""
    failure: str = ""
    """Why there is no report, where another attempt would say the same (a tag that nobody knows any more)."""


@dataclass(frozen=True, slots=True)
class Message:
    """Everything of a mail but who gets it."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def message_of(
    mail: ReportMail, made: Made, *, now: datetime, links: Mapping[str, str], most_bytes: int = MOST_BYTES
) -> Message:
    """
    The mail for ``made``. ``links`` tells for each file's name where it is found as well, for those that do not fit into
    ``most_bytes``. Times are in the time zone of the schedule.
    """
    attached, left_out = fitting(made.files, most_bytes)
    say = TEXTS.get(mail.language, TEXTS["en"])
    zone = ZoneInfo(mail.schedule["timezone"])
    moment = "" if made.as_of is None else f"{made.as_of.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
    warnings = list(_warnings(made, say, moment))
    opening = [say["as_of"].format(moment=moment)] if moment and not made.stale else []
    facts = [one_line(sentence, most_chars=_MOST_CHARS) for sentence in made.words]
    closing = [say["attached"].format(names=", ".join(one_line(each.name) for each in attached))] if attached else []
    closing += [_absent(each, say, links) for each in left_out]
    why = say["why"].format(name=one_line(mail.name))
    return Message(
        subject=one_line(f"{one_line(mail.name, most_chars=100)}: {now.astimezone(zone):%Y-%m-%d}"),
        text="\n\n".join([say["hello"], *warnings, *opening, *facts, *closing, f"-- \n{why}"]) + "\n",
        html=_html(mail.language, warnings, opening, facts, [*closing, why]),
        attachments=attached,
    )


def fitting(files: Sequence[Attachment], most_bytes: int) -> tuple[tuple[Attachment, ...], tuple[Attachment, ...]]:
    """Which files are attached, in their order, and which are not, because those before took the room."""
    taken, left, room_bytes = list[Attachment](), list[Attachment](), most_bytes
    for each in files:
        fits = len(each.data) <= room_bytes
        (taken if fits else left).append(each)
        room_bytes -= len(each.data) if fits else 0
    return tuple(taken), tuple(left)


TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hello": "Hello,",
        "nothing": "Careful: nothing was scored yet, so this report is empty.",
        "stale": "Careful: the newest numbers are of {moment}. Nothing was scored since, so this report is old.",
        "as_of": "The numbers go up to {moment}.",
        "failure": "There is no report this time: {reason}.",
        "attached": "Attached: {names}",
        "absent": "Too large to attach: {name}. It can be fetched with an API key: {link}",
        "why": 'You get this because of the report mail "{name}" in Hashtagger. Change or delete it there.',
    },
    "ar": {
        "hello": "مرحبًا،",
        "nothing": "تنبيه: لم تُحسب أي اتجاهات بعد، لذلك هذا التقرير فارغ.",
        "stale": "تنبيه: أحدث الأرقام تعود إلى {moment}. لم يُحسب شيء بعد ذلك، لذلك هذا التقرير قديم.",
        "as_of": "الأرقام حتى {moment}.",
        "failure": "لا يوجد تقرير هذه المرة: {reason}.",
        "attached": "المرفقات: {names}",
        "absent": "ملف أكبر من أن يُرفق: {name}. يمكن تنزيله بمفتاح API: {link}",
        "why": "تصلك هذه الرسالة بسبب التقرير «{name}» في Hashtagger. يمكنك تغييره أو حذفه هناك.",
    },
}
"""What frames a report, by language."""


def _warnings(made: Made, say: Mapping[str, str], moment: str) -> Iterator[str]:
    """What must be read before any number."""
    if made.stale:
        yield say["stale"].format(moment=moment) if moment else say["nothing"]
    if made.failure:
        yield say["failure"].format(reason=one_line(made.failure, most_chars=_MOST_CHARS).rstrip("."))


def _absent(file: Attachment, say: Mapping[str, str], links: Mapping[str, str]) -> str:
    return say["absent"].format(name=one_line(file.name), link=links.get(file.name, "GET /v1/exports"))


def _html(
    language: str, warnings: Sequence[str], opening: Sequence[str], facts: Sequence[str], closing: Sequence[str]
) -> str:
    """No pictures, no links, no style that a mail program could trip over."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    lines = [f"<p><strong>{html.escape(each)}</strong></p>" for each in warnings]
    lines += [f"<p>{html.escape(each)}</p>" for each in opening]
    lines += [f'<p lang="en" dir="ltr">{html.escape(each)}</p>' for each in facts]
    lines += [f"<p>{html.escape(each)}</p>" for each in closing]
    frame = ["<!DOCTYPE html>", f'<html lang="{html.escape(language)}" dir="{direction}">']
    return "\n".join([*frame, '<head><meta charset="utf-8"></head>', "<body>", *lines, "</body>", "</html>", ""])
