"""A version becomes current when it fits and its gate let it pass, or when somebody insists."""

import pytest

from hashtagger.errors import BrokenArtefact, Conflict, NotFound
from ranker import promotion
from ranker.artefacts import MODEL_FILE, RANKER, Shelf
from tests.ranker.shelves import NOW, put_model


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_what_fits_and_passed_becomes_current(shelf):
    version = put_model(shelf).version
    promotion.promote(shelf, version, now=NOW)
    assert shelf.current(RANKER) == version


REFUSED = [
    ({"schema": "another"}, "schema another"),
    ({"schema": None}, "schema unknown"),
    ({"gate": None}, "never compared"),
    ({"gate": {"passed": False, "why": "the interval holds zero"}}, "the interval holds zero"),
    ({"gate": {"passed": "yes"}}, "did not let it pass"),
]


@pytest.mark.parametrize(("facts", "why"), REFUSED)
def test_what_does_not_is_refused_with_why(shelf, facts, why):
    version = put_model(shelf, **facts).version
    with pytest.raises(Conflict, match=why):
        promotion.promote(shelf, version, now=NOW)
    assert shelf.current(RANKER) is None
    promotion.promote(shelf, version, force=True, now=NOW)
    assert shelf.current(RANKER) == version


def test_nobody_can_insist_on_a_broken_one(shelf, tmp_path):
    version = put_model(shelf).version
    (tmp_path / RANKER / version / MODEL_FILE).write_bytes(b"")
    with pytest.raises(BrokenArtefact):
        promotion.promote(shelf, version, force=True, now=NOW)
    with pytest.raises(NotFound):
        promotion.promote(shelf, "2026-11-21T030000-00000000", force=True, now=NOW)


def test_versions_are_told_with_their_state(shelf, tmp_path):
    old, new, shadow, kept, broken = (put_model(shelf, after_h=h).version for h in range(5))
    for version in (old, new):
        shelf.promote(RANKER, version, now=NOW)
    shelf.set_shadow(RANKER, shadow)
    (tmp_path / RANKER / broken / "manifest.json").write_text("{}")
    told = {each.version: each for each in promotion.listing(shelf).versions}
    states = {old: "previous", new: "current", shadow: "shadow", kept: "kept", broken: "kept"}
    assert {version: each.state for version, each in told.items()} == states
    assert list(told) == [broken, kept, shadow, new, old]
    assert told[broken].created is None
    assert "manifest" in told[broken].refusal
    assert told[new].refusal == ""


def test_a_pointer_that_cannot_be_read_hides_no_version(shelf, tmp_path):
    version = put_model(shelf).version
    shelf.promote(RANKER, version, now=NOW)
    (tmp_path / RANKER / "pointer.json").write_text("{")
    found = promotion.listing(shelf)
    assert "pointer" in found.trouble
    assert [(each.version, each.state) for each in found.versions] == [(version, "kept")]
    promotion.promote(shelf, version, now=NOW)
    assert promotion.listing(shelf).trouble == ""


def test_the_way_back_leads_past_models_of_other_rows(shelf):
    for h, facts in enumerate([{}, {"schema": "another"}, {}]):
        promotion.promote(shelf, put_model(shelf, after_h=h, **facts).version, force=True, now=NOW)
    first = shelf.versions(RANKER)[-1]
    assert promotion.rollback(shelf, now=NOW) == first
