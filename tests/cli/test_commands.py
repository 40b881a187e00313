"""The commands, as somebody types them."""

import json
import subprocess
import sys

import pytest
from PIL import Image

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger import __version__
from hashtagger.settings import Settings


@pytest.fixture
def red_photo(tmp_path):
    path = tmp_path / "red.png"
    Image.new("RGB", (64, 48), (200, 40, 40)).save(path)
    return path


def test_the_version(hashtagger):
    assert hashtagger("--version").out.strip() == f"hashtagger {__version__}"


def test_help_names_every_command(hashtagger):
    said = hashtagger("--help")
    for command in ("recommend", "demo", "generate", "serve", "doctor", "tags", "models", "index", "keys"):
        assert command in said.out


def test_help_loads_nothing_heavy():
    program = (
        "import sys\nfrom api.cli.main import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'faiss', 'fastapi', 'uvicorn', 'sqlalchemy', 'PIL', 'av', 'apscheduler'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"


def test_recommend_prints_tags_with_their_reasons(hashtagger, red_photo):
    said = hashtagger("recommend", red_photo, "--text", "my dog at home", "--seed", "dog")
    assert said.code == 0
    assert "#Dog" in said.out
    assert "you asked for #dog" in said.out
    assert "fake-clip" in said.out


def test_recommend_prints_json(hashtagger, red_photo):
    said = hashtagger("recommend", red_photo, "--json", "--platform", "x", "--limit", 2)
    answer = json.loads(said.out)
    assert answer["caption"] == "red"
    assert len(answer["tags"]) <= 2


def test_recommend_needs_something_to_recommend_for(hashtagger):
    assert hashtagger("recommend").code == 2


def test_a_photo_that_is_not_there_is_a_wrong_usage(hashtagger):
    assert hashtagger("recommend", "nowhere.jpg").code == 2


def test_a_failure_is_one_line_with_advice_and_no_traceback(hashtagger, tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_text("not a photo")
    said = hashtagger("recommend", broken)
    assert said.code == 1
    assert said.err.startswith("error: ")
    assert len(said.err.strip().splitlines()) == 2
    assert "Traceback" not in said.err


def test_demo_recommends_for_three_photos(hashtagger):
    said = hashtagger("demo")
    assert said.code == 0
    assert [name for name in ("astronaut.jpg", "coffee.jpg", "rocket.jpg") if name in said.out] == [
        "astronaut.jpg",
        "coffee.jpg",
        "rocket.jpg",
    ]


def test_tags_are_listed_and_shown(hashtagger):
    listed = json.loads(hashtagger("tags", "list", "--limit", 3, "--json").out)
    assert len(listed) == 3
    shown = hashtagger("tags", "show", "#Dogs").out
    assert "#Dog" in shown
    assert "aliases: dogs" in shown


def test_tags_are_found_by_meaning(hashtagger):
    found = json.loads(hashtagger("tags", "search", "dog", "--limit", 5, "--json").out)
    assert "dog" in {tag["tag"] for tag in found}


def test_an_unknown_tag_fails(hashtagger):
    said = hashtagger("tags", "show", "nosuchtagatall")
    assert said.code == 1
    assert "tags search" in said.err


def test_an_import_is_tried_dry_and_then_done(hashtagger, tmp_path):
    file = tmp_path / "tags.csv"
    file.write_text("tag,reach\nCorgiSquad,niche\n")
    assert "1 added" in hashtagger("tags", "import", file, "--dry-run").out
    assert hashtagger("tags", "show", "corgisquad").code == 1
    assert hashtagger("tags", "import", file).code == 0
    assert hashtagger("tags", "show", "corgisquad").code == 0


def test_an_import_with_a_bad_row_imports_nothing_unless_told_to_skip_it(hashtagger, tmp_path):
    file = tmp_path / "tags.csv"
    file.write_text("tag,reach\nCorgiSquad,niche\ntwo words,niche\n")
    said = hashtagger("tags", "import", file)
    assert said.code == 1
    assert "line 3" in said.out
    assert hashtagger("tags", "show", "corgisquad").code == 1
    assert hashtagger("tags", "import", file, "--skip-bad").code == 0


def test_a_key_is_shown_once_and_can_be_revoked(hashtagger):
    plain = hashtagger("keys", "create", "app", "--scope", "read").out.strip()
    assert plain.startswith("ht_")
    listed = hashtagger("keys", "list").out
    assert plain not in listed
    assert plain[:11] in listed
    key_id = next(line.split("│")[1].strip() for line in listed.splitlines() if plain[:11] in line)
    assert hashtagger("keys", "revoke", key_id).code == 0
    assert hashtagger("keys", "revoke", "nosuchkey").code == 1


def test_a_scope_that_is_none_is_a_wrong_usage(hashtagger):
    assert hashtagger("keys", "create", "app", "--scope", "everything").code == 2


def test_the_index_is_built_and_says_how_it_stands(hashtagger):
    assert "tags" in hashtagger("index", "build").out
    said = hashtagger("index", "status")
    assert said.code == 0
    assert "fake-clip" in said.out


def test_serve_on_the_network_without_keys_is_refused_clearly(tmp_path, capsys):
    settings = Settings(data_dir=tmp_path, auth={"required": False})
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--host", "0.0.0.0"], setup=Setup(settings))
    said = capsys.readouterr().err
    assert stopped.value.code == 1
    assert "without API keys" in said
    assert "keys create" in said


def test_a_wrong_setting_is_named(monkeypatch, capsys):
    monkeypatch.setenv("HASHTAGGER_SERVE__PORT", "many")
    with pytest.raises(SystemExit) as stopped:
        main(["keys", "list"])
    assert stopped.value.code == 1
    assert "serve.port" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["keys", "list"], ["demo"], ["serve", "--port", "0"]])
def test_a_data_folder_that_cannot_be_made_is_told_without_traceback(tmp_path, capsys, command):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit) as stopped:
        main(command, setup=Setup(Settings(data_dir=tmp_path / "file")))
    said = capsys.readouterr().err
    assert stopped.value.code == 1
    assert "error: " in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "mysql://host/db", "not an address", "sqlite://"]
)
def test_a_database_that_cannot_be_used_is_told_without_traceback(tmp_path, capsys, url):
    settings = Settings(data_dir=tmp_path, database={"url": url, "busy_timeout_s": 1})
    with pytest.raises(SystemExit) as stopped:
        main(["keys", "list"], setup=Setup(settings))
    said = capsys.readouterr().err
    assert stopped.value.code == 1
    assert said.startswith("error: ")
    assert "HASHTAGGER_DATABASE__URL" in said
