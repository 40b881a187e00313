"""Makes the report of an order as it stands now: its words, and a file in every format that was ordered."""

from __future__ import annotations

from datetime import timedelta

from hashtagger.alerts.mail import Attachment
from hashtagger.report_mails.message import Made
from hashtagger.reports.asked import Format, View
from hashtagger.reports.report import Report
from hashtagger.reports.views import Desk, make_export, make_report
from hashtagger.storage.report_mails import ReportMail

STALE_AFTER = timedelta(hours=2)
"""Trends are scored every hour; those of learning once a day, and they say themselves when there is nothing."""
_OF_TRENDS = frozenset({View.TRENDS, View.TAG, View.COMPARISON, View.SEASONALITY})


async def make(desk: Desk, order: ReportMail) -> Made:
    """What ``order`` asks for. Raises as ``make_export`` does."""
    view, timezone = View(order.view), order.schedule["timezone"]
    report = await make_report(desk, view, order.params, owner=order.owner, timezone=timezone)
    files = []
    for each in order.formats:
        export = await make_export(desk, view, order.params, Format(each), owner=order.owner, timezone=timezone)
        files.append(Attachment(export.filename, export.media_type, export.data))
    return Made(
        words=(f"{report.title}. {report.subtitle}".rstrip(" .") + ".", *report.summary),
        files=files,
        as_of=report.as_of,
        stale=view in _OF_TRENDS and _is_stale(report),
    )


def _is_stale(report: Report) -> bool:
    return report.as_of is None or report.made - report.as_of > STALE_AFTER
