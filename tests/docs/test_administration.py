"""``docs/administration.md`` names every route for administrators, and none that is not there."""

import json
import re
from pathlib import Path

from api.main import create_app
from api.schemas.flags import VerdictIn
from api.schemas.keys import KeyIn
from hashtagger.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "administration.md").read_text("utf-8")


def test_the_page_and_the_contract_name_the_same_routes(tmp_path):
    paths = create_app(Settings(data_dir=tmp_path)).openapi()["paths"]
    ours = {
        path for path, methods in paths.items() if any("administration" in each["tags"] for each in methods.values())
    }
    told = set(re.findall(r"(/v1/[a-z{}_/-]+)", PAGE)) & {*paths}
    assert ours
    assert ours <= told


def test_the_bodies_on_the_page_are_taken():
    bodies = [json.loads(body) for body in re.findall(r"-d '(\{.*?\})'", PAGE)]
    assert len(bodies) == 3
    for body in bodies:
        (VerdictIn if "verdict" in body else KeyIn).model_validate(body)
