"""Reports on what recommendations are worth."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import AdminCaller, ServicesDep
from api.openapi import responses
from api.schemas.reports import LiftReportOut
from hashtagger.storage.lift_reports import latest_report
from ranker.report import told_of

router = APIRouter(prefix="/v1/reports", tags=["reports"])


@router.get("/lift", operation_id="read_lift_report", responses=responses(403))
async def lift(services: ServicesDep, caller: AdminCaller) -> LiftReportOut:
    """
    What another policy would have earned instead of the one that answers, over all accounts, or that it cannot be told.

    Made each night by the job `ranker`; `hashtagger ranker report` makes one now.
    """
    return LiftReportOut.model_validate(told_of(await services.database.read(latest_report)))
