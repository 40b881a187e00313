"""``python -m jobs.child NAME --ordered``: the program behind our own jobs (``jobs/process.py`` has the rules)."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

import orjson
import structlog

from hashtagger.clock import ClockFrom
from hashtagger.errors import HashtaggerError
from hashtagger.orders import Order, ordered
from hashtagger.storage.database import open_database
from hashtagger.telemetry import configure_logs
from jobs.lifts import count_lifts
from jobs.office import Office
from jobs.process import Counts
from jobs.purge import purge
from jobs.reports import mail_reports
from jobs.trends import keep_hours, score_trends

Work = Callable[[Office, Order], Awaitable[Counts]]

WORK: Mapping[str, Work] = {
    "lifts": count_lifts,
    "purge": purge,
    "reports": mail_reports,
    "trends": score_trends,
    "retention": keep_hours,
}

log = structlog.get_logger()


def main(work: Mapping[str, Work] = WORK) -> int:
    """Its exit status. Prints what was counted, or the error, as a JSON object."""
    parser = argparse.ArgumentParser(prog="python -m jobs.child", description=__doc__)
    parser.add_argument("name", choices=work)
    parser.add_argument("--ordered", action="store_true", required=True, help="orders come on the standard input")
    chosen = parser.parse_args()
    settings, order = ordered()
    configure_logs(settings)
    with open_database(settings.database_url, busy_timeout_s=settings.database.busy_timeout_s) as database:
        office = Office(database, settings, ClockFrom(order.now))
        try:
            answer, status = dict(asyncio.run(_do(work[chosen.name], office, order))), 0
        except HashtaggerError as error:
            answer, status = {"error": f"{error} {error.advice}".strip()}, 1
        except Exception as error:
            log.exception("job_failed", job=chosen.name)
            answer, status = {"error": f"{type(error).__name__}: {error}"}, 1
    sys.stdout.write(orjson.dumps(answer).decode() + "\n")
    return status


async def _do(work: Work, office: Office, order: Order) -> Counts:
    return await work(office, order)


if __name__ == "__main__":
    sys.exit(main())
