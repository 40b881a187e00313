"""The doctor says what is missing, and what to do about it."""

import pytest

from api.cli import doctor
from api.cli.doctor import Verdict, findings
from api.server import bind
from hashtagger.settings import Settings


def one(settings, what):
    return next(found for found in findings(settings) if found.what == what)


def test_every_finding_that_is_not_well_says_what_to_do(tmp_path):
    settings = Settings(data_dir=tmp_path, models={"clip": "nosuchmodel"})
    for found in findings(settings):
        assert found.verdict is not Verdict.BROKEN or found.mend, found


def test_a_model_that_is_not_in_the_catalogue_is_broken(tmp_path):
    found = doctor.check_models
    with pytest.raises(Exception, match="nosuchmodel"):
        found(Settings(data_dir=tmp_path, models={"clip": "nosuchmodel"}))


def test_a_database_that_is_not_made_yet_is_no_fault(tmp_path):
    assert doctor.check_database(Settings(data_dir=tmp_path)).verdict is Verdict.NOTE


def test_a_migrated_database_is_well(cli_template):
    found = doctor.check_database(Settings(data_dir=cli_template))
    assert found.verdict is Verdict.OK
    assert "tags" in found.detail


def test_a_taken_port_is_noted_with_the_way_out(tmp_path):
    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        settings = Settings(data_dir=tmp_path, serve={"port": taken.getsockname()[1]})
        found = doctor.check_port(settings)
    assert found.verdict is Verdict.NOTE
    assert "--port" in found.mend


def test_a_file_in_place_of_the_index_is_told(tmp_path):
    (tmp_path / "index" / "gen-000001").mkdir(parents=True)
    assert one(Settings(data_dir=tmp_path), "index").verdict is Verdict.BROKEN


def test_the_command_fails_when_something_is_broken(hashtagger):
    said = hashtagger("doctor")
    assert said.code in (0, 1)
    assert ("broken" in said.out) == (said.code == 1)
    for what in ("python", "packages", "torch", "models", "database", "index", "disk", "port"):
        assert f"{what}:" in said.out
