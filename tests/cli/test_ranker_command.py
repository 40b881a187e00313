"""``hashtagger ranker``: list, show, promote, roll back, report."""

import json

import pytest

from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from hashtagger.storage.lift_reports import latest_report, put_report
from ranker.artefacts import CARD_FILE, FORECAST, MODEL_FILE, RANKER, Shelf
from ranker.prospects import SCHEMA
from tests.ranker.shelves import NOW, put_model


@pytest.fixture
def shelf(tmp_path):
    """Of the data folder that the commands run with."""
    return Shelf(Settings(data_dir=tmp_path / "data").ranker_dir)


def test_without_models_the_list_says_what_orders(hashtagger):
    assert "baseline-1 orders answers" in hashtagger("ranker", "list").out
    assert json.loads(hashtagger("ranker", "list", "--json").out) == {"current": None, "rankers": []}


def test_the_list_says_which_is_current_and_which_may_be(hashtagger, shelf):
    current = put_model(shelf).version
    refused = put_model(shelf, after_h=1, gate={"passed": False, "why": "no better"}).version
    shelf.promote(RANKER, current, now=NOW)
    said = hashtagger("ranker", "list").out
    assert [line.split()[:2] for line in said.splitlines() if line.startswith("2026")] == [
        [refused, "kept"],
        [current, "current"],
    ]
    assert "no: no better" in said
    told = json.loads(hashtagger("ranker", "list", "--json").out)
    assert (told["current"], [each["state"] for each in told["rankers"]]) == (current, ["kept", "current"])


def test_the_card_of_a_version_is_shown(hashtagger, shelf):
    version = put_model(shelf, metrics={"ndcg5": 0.4}).version
    for arguments in (["show", version], ["show", version, "--json"]):
        told = json.loads(hashtagger("ranker", *arguments).out)
        assert (told["version"], told["facts"]["metrics"]) == (version, {"ndcg5": 0.4})


def test_the_card_for_people_is_shown_to_people(hashtagger, shelf):
    files = {MODEL_FILE: b"", CARD_FILE: b"# A ranker\n\nIt learned [little]."}
    version = shelf.put(RANKER, files, facts={}, now=NOW).version
    said = hashtagger("ranker", "show", version).out
    assert said.startswith(f"{version}, kept\n")
    assert "It learned [little]." in said
    assert json.loads(hashtagger("ranker", "show", version, "--json").out)["version"] == version


def test_a_version_is_promoted_and_taken_back(hashtagger, shelf):
    version = put_model(shelf).version
    assert hashtagger("ranker", "promote", version).out == f"{version} is current.\n"
    assert shelf.current(RANKER) == version
    assert hashtagger("ranker", "rollback").out == "Now baseline-1 orders answers.\n"
    assert shelf.current(RANKER) is None
    assert "nothing to go back from" in hashtagger("ranker", "rollback").err


def test_what_the_gate_stopped_needs_force(hashtagger, shelf):
    version = put_model(shelf, gate={"passed": False, "why": "no better"}).version
    said = hashtagger("ranker", "promote", version)
    assert said.code == 1
    assert "no better" in said.err
    assert "--force" in said.err
    assert hashtagger("ranker", "promote", version, "--force").code == 0
    assert shelf.current(RANKER) == version


def test_a_shadow_is_chosen_and_taken_away(hashtagger, shelf):
    version = put_model(shelf).version
    assert hashtagger("ranker", "shadow", version).code == 0
    assert shelf.shadow(RANKER) == version
    assert hashtagger("ranker", "shadow", "none").code == 0
    assert shelf.shadow(RANKER) is None


def test_a_pointer_that_cannot_be_read_is_told_with_the_way_out(hashtagger, shelf, tmp_path):
    version = put_model(shelf).version
    shelf.promote(RANKER, version, now=NOW)
    next((tmp_path / "data").rglob("pointer.json")).write_text("{")
    said = hashtagger("ranker", "list").out
    assert "Promote a version to mend it." in said
    assert version in said


@pytest.mark.parametrize("command", ["show", "promote", "shadow"])
def test_a_version_that_is_not_there_is_told(hashtagger, command):
    said = hashtagger("ranker", command, "2026-11-21T030000-00000000")
    assert (said.code, "ranker list" in said.err) == (1, True)


def test_a_broken_version_is_told(hashtagger, shelf, tmp_path):
    version = put_model(shelf).version
    next((tmp_path / "data").rglob(MODEL_FILE)).write_bytes(b"")
    for command in ("show", "promote"):
        said = hashtagger("ranker", command, version)
        assert (said.code, "checksum" in said.err) == (1, True)


def test_the_doctor_says_how_the_ranker_is(tmp_path):
    from api.cli.doctor import Verdict, check_ranker

    settings = Settings(data_dir=tmp_path)
    assert (check_ranker(settings).verdict, check_ranker(settings).detail) == (Verdict.OK, "baseline-1")
    shelf = Shelf(settings.ranker_dir)
    shelf.promote(RANKER, put_model(shelf).version, now=NOW)
    shelf.set_shadow(RANKER, put_model(shelf, after_h=1, schema="another").version)
    assert check_ranker(settings).verdict is Verdict.NOTE
    (settings.ranker_dir / RANKER / shelf.current(RANKER) / MODEL_FILE).unlink()
    broken = check_ranker(settings)
    assert (broken.verdict, "rollback" in broken.mend) == (Verdict.BROKEN, True)
    off = Settings(data_dir=tmp_path, ranker={"enabled": False})
    assert check_ranker(off).verdict is Verdict.NOTE


def test_an_audit_names_owners_and_what_to_do(hashtagger):
    assert "would not refuse" in hashtagger("ranker", "audit").out
    told = json.loads(hashtagger("ranker", "audit", "--json").out)
    assert (told["owners"], told["gate"]) == ([], None)


def test_who_is_distrusted_is_trusted_again(hashtagger):
    hashtagger("keys", "create", "app", "--owner", "tenant")
    assert hashtagger("ranker", "distrust", "tenant").out == "tenant no longer counts.\n"
    assert "did not count before" in hashtagger("ranker", "distrust", "tenant").out
    assert hashtagger("ranker", "trust", "tenant").out == "tenant counts again.\n"


def test_nobody_is_distrusted_by_a_misspelled_name(hashtagger):
    said = hashtagger("ranker", "distrust", "tennant")
    assert (said.code, "no owner 'tennant'" in said.err, "ranker audit" in said.err) == (1, True, True)
    assert hashtagger("ranker", "trust", "tennant").out == "tennant was not distrusted.\n"


def test_before_the_first_night_the_report_says_how_to_make_one(hashtagger):
    said = hashtagger("ranker", "report").out
    assert "There is no report yet" in said
    assert "--fresh" in said
    assert json.loads(hashtagger("ranker", "report", "--json").out)["made"] is None


def test_the_newest_report_is_told_in_words_and_as_a_table(hashtagger, tmp_path):
    interval = {"estimate": 0.02, "low": 0.01, "high": 0.03}
    compared = {"current": "baseline-1", "other": "new", "words": "new would earn more.", "verdict": "better"}
    counts = {
        "answers": 2000,
        "with_post": 0.5,
        "supported": 0.9,
        "changed": 0.25,
        "tags_changed": 1.0,
        "effective_samples": 480.0,
    }
    found = compared | counts | {"dr": interval, "verdict_interval": interval | {"low": 0.005}, "verdict_level": 0.98}
    report = {"made": "2026-11-20T03:31:00+00:00", "since": "2026-05-24T03:31:00+00:00", "posts": 1200}
    report |= {"posts_with_an_answer": 1000, "comparisons": [found | {"notes": ["Of 100 answers nothing is said."]}]}
    with open_database(Settings(data_dir=tmp_path / "data").database_url) as database:
        database.write_now(put_report, report, now=NOW)
    said = hashtagger("ranker", "report").out
    words, *table = [" ".join(line.split()) for line in said.splitlines()]
    assert words == "new would earn more."
    assert "2026-05-24 to 2026-11-20: 1,200 posts, 1,000 with an answer of ours." in table
    assert "new instead of baseline-1" in table
    assert "changed 25% of those, 1.0 tags each" in table
    assert "interactions, 98 % +2.0 % (+0.5 % to +3.0 %)" in table
    assert "note Of 100 answers nothing is said." in table
    assert json.loads(hashtagger("ranker", "report", "--json").out)["comparisons"][0]["dr"] == interval


def test_a_fresh_report_is_made_and_not_kept(hashtagger, tmp_path):
    said = hashtagger("ranker", "report", "--fresh").out
    assert "No engagement of a post with one of our answers was reported" in said
    with open_database(Settings(data_dir=tmp_path / "data").database_url) as database, database.reading() as connection:
        assert latest_report(connection) is None


def test_the_same_is_told_and_done_with_forecasts(hashtagger, shelf):
    assert "nothing is forecast" in hashtagger("ranker", "list", "--kind", "forecast").out
    facts = {"schema": SCHEMA, "gate": {"passed": True, "why": "it kept its promise"}}
    first, second = (
        shelf.put(
            FORECAST, {"a.txt": text}, facts=facts | {"gate": {"passed": good, "why": "it did not"}}, now=NOW
        ).version
        for text, good in ((b"1", True), (b"2", False))
    )
    assert hashtagger("ranker", "promote", first, "--kind", "forecast").out == f"{first} is current.\n"
    refused = hashtagger("ranker", "promote", second, "--kind", "forecast")
    assert (refused.code, "it did not" in refused.err, "shadow" in refused.err) == (1, True, False)
    assert hashtagger("ranker", "promote", second, "--kind", "forecast", "--force").code == 0
    told = json.loads(hashtagger("ranker", "list", "--kind", "forecast", "--json").out)
    assert (told["current"], {each["version"] for each in told["forecasts"]}) == (second, {first, second})
    assert json.loads(hashtagger("ranker", "show", first, "--kind", "forecast").out)["state"] == "previous"
    assert hashtagger("ranker", "rollback", "--kind", "forecast").out == f"{first} is current.\n"
    assert hashtagger("ranker", "rollback", "--kind", "forecast").out == "Now nothing is forecast.\n"
    assert json.loads(hashtagger("ranker", "list", "--json").out)["rankers"] == []
