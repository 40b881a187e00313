"""The pages for administrators; each asks the API, which refuses everybody else."""

from __future__ import annotations

from fastapi import APIRouter

from api.web.routes.admin import flags, jobs, keys, models, overview, rankers, reviews, sources

router = APIRouter()
for _page in (overview, sources, reviews, flags, models, jobs, rankers, keys):
    router.include_router(_page.router)
