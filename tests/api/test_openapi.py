"""The published document: what generators of clients stumble over is not in it."""

import json
import re

import pytest
from typer.testing import CliRunner

from api.cli.main import app as command
from api.cli.setup import Setup
from api.main import create_app
from hashtagger.settings import Settings


@pytest.fixture(scope="module")
def document():
    return create_app(Settings()).openapi()


def parts(part):
    """Every object inside."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from parts(inner)


def test_every_model_has_a_name_of_its_own(document):
    # Two classes of one name get their modules before it: api__schemas__trends__ForecastOut.
    assert [name for name in document["components"]["schemas"] if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)] == []


def test_everything_that_is_referred_to_is_there(document):
    for part in parts(document):
        if isinstance(reference := part.get("$ref"), str):
            *path, name = reference.removeprefix("#/").split("/")
            found = document
            for step in path:
                found = found[step]
            assert name in found


def test_a_form_has_what_json_has_and_writes_structures_as_text(document):
    schemas = document["components"]["schemas"]
    form, as_json = schemas["GenerationForm"]["properties"], schemas["GenerationIn"]["properties"]
    assert set(form) == {"image", *as_json}
    assert {form[name]["type"] for name in ("replace", "adapters")} == {"string"}
    assert (as_json["replace"]["type"], as_json["adapters"]["type"]) == ("object", "array")


def test_refusals_are_written_down_once(document):
    refused = document["paths"]["/v1/trends"]["get"]["responses"]["422"]
    assert refused == {"$ref": "#/components/responses/UnprocessableContent"}
    example = document["components"]["responses"]["UnprocessableContent"]["content"]["application/problem+json"][
        "example"
    ]
    assert example["title"] == "Unprocessable Content"  # in every version of Python


def test_numbers_say_how_wide_they_are(document):
    results = document["components"]["schemas"]["ResultOut"]["properties"]
    assert results["seed"]["format"] == "int64"
    assert document["components"]["schemas"]["TagOut"]["properties"]["score"]["format"] == "double"


def test_a_second_application_publishes_the_same(document):
    assert create_app(Settings()).openapi() == document


def test_the_command_prints_it(document, tmp_path):
    result = CliRunner().invoke(command, ["openapi"], obj=Setup(Settings(data_dir=tmp_path / "none")))
    assert json.loads(result.stdout) == document
    assert not (tmp_path / "none").exists()


def test_examples_of_answers_have_all_their_fields(document):
    schemas = document["components"]["schemas"]
    (example,) = schemas["RecommendationOut"]["examples"]
    assert set(schemas["RecommendationOut"]["required"]) <= set(example)
    assert set(schemas["PlatformRuleOut"]["required"]) <= set(example["platform_rule"])
