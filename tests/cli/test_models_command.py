import pytest
from typer.testing import CliRunner

from hashtagger.cli.models import app, default_pull


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("HASHTAGGER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def test_the_list_shows_every_model_with_licence_and_size(run):
    done = run("list")
    assert done.exit_code == 0
    for word in ("starter-clip-1", "openclip-vit-b-32-256", "blip-base", "BSD-3-Clause", "991 MB"):
        assert word in done.output


def test_the_path_of_a_model_can_be_asked_before_it_was_pulled(run, tmp_path):
    assert run("path", "blip-base").output.strip() == str(tmp_path / "models" / "blip-base")
    assert run("path").output.strip() == str(tmp_path / "models")


def test_pulling_offline_fails_with_the_command_that_would_help(run, monkeypatch):
    monkeypatch.setenv("HASHTAGGER_MODELS__OFFLINE", "true")
    done = run("pull", "blip-base")
    assert done.exit_code == 1
    assert "hashtagger models pull blip-base" in done.output


def test_an_unknown_model_is_one_line_and_not_a_traceback(run):
    done = run("pull", "resnet")
    assert done.exit_code == 1
    assert "no model is called 'resnet'" in done.output


def test_verify_reports_a_model_that_is_not_whole(run, tmp_path):
    assert run("verify").exit_code == 0
    folder = tmp_path / "models" / "blip-base"
    folder.mkdir(parents=True)
    done = run("verify")
    assert done.exit_code == 1
    assert "blip-base" in done.output


def test_pull_without_names_means_the_full_profile():
    assert [row.model_id for row in default_pull()] == ["openclip-vit-b-32-256", "blip-base"]
