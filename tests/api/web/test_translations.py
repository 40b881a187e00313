"""The catalogues of the pages: whole, in step with the pages, and nothing is lost when they are brought up to date."""

import re
import shutil

import pytest
from babel.messages.pofile import write_po

from api.web.languages import CATALOGUES, LANGUAGES, translations
from api.web.translate import TEXTS, catalogue_path, forms, read_catalogue, texts, untranslated, update

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
OTHERS = LANGUAGES[1:]


@pytest.fixture(scope="module")
def found():
    return texts()


def entries(catalogue):
    return {forms(each.id) for each in catalogue if each.id}


def filled_in(text):
    """As a page fills it in; a '%' that stands alone fails here as it would there."""
    return text % {name: name for name in re.findall(r"%\((\w+)\)", text)}


def test_the_collected_texts_are_those_of_the_pages_now(found):
    assert entries(read_catalogue(TEXTS)) == entries(found), "run 'python -m api.web.translate'"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_the_pages_is_translated(found, language):
    catalogue = read_catalogue(catalogue_path(CATALOGUES, language), language)
    assert entries(found) - entries(catalogue) == set(), "run 'python -m api.web.translate', then translate"
    assert untranslated(catalogue) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_text(language):
    wrong = []
    for each in read_catalogue(catalogue_path(CATALOGUES, language), language):
        found = [set(PLACEHOLDER.findall(text)) for text in forms(each.id)]
        wanted, least = set.union(*found), set.intersection(*found)
        if len(found) > 1:
            # A form for one or two may say the number in words.
            least -= {"%(num)s"}
        for translated in forms(each.string) if each.id else ():
            if not least <= set(PLACEHOLDER.findall(translated)) <= wanted:
                wrong.append((each.id, translated))
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_can_fill_in_every_translation(language):
    for each in read_catalogue(catalogue_path(CATALOGUES, language), language):
        for text in (*forms(each.id), *forms(each.string)) if each.id else ():
            assert filled_in(text) is not None


@pytest.mark.parametrize("language", OTHERS)
def test_each_grammatical_number_has_a_form_of_its_own(language):
    catalogue = read_catalogue(catalogue_path(CATALOGUES, language), language)
    assert {len(each.string) for each in catalogue if each.pluralizable} == {catalogue.num_plurals}
    assert translations(language).ngettext("%(num)s trend", "%(num)s trends", 2) != "%(num)s trends"


def test_an_update_keeps_what_was_translated_and_adds_what_is_new(tmp_path):
    language = OTHERS[0]
    path = catalogue_path(tmp_path, language)
    path.parent.mkdir()
    shutil.copy(catalogue_path(CATALOGUES, language), path)
    before = read_catalogue(path, language)
    kept = before["Trends"].string
    before.delete("Create")
    before.add("A text that no page has any more", "نص")
    with path.open("wb") as file:
        write_po(file, before)
    update(tmp_path)
    after = read_catalogue(path, language)
    assert kept
    assert after["Trends"].string == kept
    assert after["Create"].string == ""
    assert after.obsolete["A text that no page has any more"].string == "نص"


def test_an_update_of_what_is_up_to_date_changes_no_byte(tmp_path):
    update(tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.rglob("messages.*")}
    update(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("messages.*")} == first
