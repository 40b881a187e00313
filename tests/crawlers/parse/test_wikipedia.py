"""Most viewed pages of Wikipedia, by project and by country."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.parse.errors import Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.wikipedia import parse
from crawlers.parse.wikipedia_pages import is_article
from hashtagger.observations import TrendKind, ValueKind
from tests.crawlers.parse.answers import NOW, article, as_json, target, wikipedia_day


def read(answer: dict[str, Any]) -> Parsed:
    return parse(as_json(answer), target("wikipedia", "en.wikipedia", language="en"), NOW)


def test_articles_are_phrases_of_their_day_with_rank_and_views() -> None:
    (found,) = read(wikipedia_day([article("UEFA_Euro_2016_qualifying", 6, 143_704)])).observations
    assert (found.raw_name, found.kind, found.language) == ("UEFA Euro 2016 qualifying", TrendKind.PHRASE, "en")
    assert (found.rank, found.value, found.value_kind) == (6, 143_704.0, ValueKind.VIEWS)
    assert found.slot == datetime(2026, 11, 20, tzinfo=UTC)
    assert found.url == "https://en.wikipedia.org/wiki/UEFA_Euro_2016_qualifying"


def test_pages_that_are_no_articles_are_left_out_and_not_counted_as_broken() -> None:
    rows = [article("Main_Page", 1), article("Special:Search", 2), article("-", 3), article("The_Martian_(film)", 8)]
    parsed = read(wikipedia_day(rows))
    assert [(each.raw_name, each.rank) for each in parsed.observations] == [("The Martian (film)", 8)]
    assert parsed.dropped == 0


def test_lists_by_country_name_the_project_and_so_the_language_of_each_row() -> None:
    rows = [
        {"article": "위키백과:대문", "project": "ko.wikipedia", "views_ceil": 19900, "rank": 1},
        {"article": "이현중_(농구_선수)", "project": "ko.wikipedia", "views_ceil": 2500, "rank": 12},
        {"article": "Black_hole", "project": "en.wikipedia", "views_ceil": 2400, "rank": 13},
        {"article": "Wikidata:Main_Page", "project": "www.wikidata", "views_ceil": 2300, "rank": 14},
    ]
    parsed = read(wikipedia_day(rows, country="KR", project=None))
    assert [(each.raw_name, each.language, each.value) for each in parsed.observations] == [
        ("이현중 (농구 선수)", "ko", 2500.0),
        ("Black hole", "en", 2400.0),
    ]


@pytest.mark.parametrize(
    "broken",
    [None, {"rank": 1}, {"article": "X", "rank": 1}, {"article": "X", "views": 5}, {"article": 5, "views": 5, "rank": 1},
     {"article": "X", "views": 5, "rank": 0}, {"article": "X", "views": "many", "rank": 1}],
)  # fmt: skip
def test_a_broken_row_costs_only_itself(broken: Any) -> None:
    parsed = read(wikipedia_day([broken, article("Black_hole", 2)]))
    assert (len(parsed.observations), parsed.dropped) == (1, 1)


def test_a_day_without_articles_is_read_as_empty() -> None:
    assert read(wikipedia_day([])) == Parsed([], 0)


@pytest.mark.parametrize(
    "fields", [{"day": "all-days"}, {"month": "13"}, {"year": None}, {"year": "2027"}, {"year": "9" * 30}]
)
def test_a_list_of_no_single_past_day_is_unreadable(fields: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read(wikipedia_day([article("Black_hole", 1)], **fields))


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Main_Page"), ("de", "Wikipedia:Hauptseite"), ("fr", "Wikipédia:Accueil_principal"), ("fr", "Spécial:Recherche"),
        ("es", "Wikipedia:Portada"), ("es", "Especial:Buscar"), ("pt", "Wikipédia:Página_principal"), ("it", "Pagina_principale"),
        ("it", "Speciale:Ricerca"), ("ja", "メインページ"), ("ja", "特別:検索"), ("zh", "Wikipedia:首页"), ("zh", "Special:搜索"),
        ("ru", "Заглавная_страница"), ("ru", "Служебная:Поиск"), ("uk", "Головна_сторінка"), ("uk", "Спеціальна:Пошук"),
        ("pl", "Wikipedia:Strona_główna"), ("nl", "Hoofdpagina"), ("ar", "الصفحة_الرئيسية"), ("ar", "خاص:بحث"),
        ("fa", "صفحهٔ_اصلی"), ("fa", "ویژه:جستجو"), ("he", "עמוד_ראשי"), ("ko", "위키백과:대문"), ("ko", "특수:검색"),
        ("tr", "Anasayfa"), ("tr", "Özel:Ara"), ("sv", "Portal:Huvudsida"), ("fi", "Wikipedia:Etusivu"), ("cs", "Hlavní_strana"),
        ("hu", "Kezdőlap"), ("el", "Πύλη:Κύρια"), ("id", "Halaman_Utama"), ("vi", "Trang_Chính"), ("vi", "Đặc_biệt:Tìm_kiếm"),
        ("th", "หน้าหลัก"), ("hi", "मुखपृष्ठ"), ("uz", "Maxsus:Search"), ("xx", "Qwerty:Search"), ("en", "User_talk:Someone"),
        ("en", "special:search"), ("en", ""), ("en", "undefined"),
    ],
)  # fmt: skip
def test_main_pages_and_pages_of_namespaces_are_no_articles(language: str, title: str) -> None:
    assert not is_article(title, language)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Mission:_Impossible"),
        ("en", "2001:_A_Space_Odyssey"),
        ("ja", "Re:ゼロから始める異世界生活"),
        ("en", "11:22:63"),
        ("xx", "Dune:_Part_Two"),
        ("en", "Special"),
        ("en", ".xxx"),
        ("en", "Portal_(video_game)"),
    ],
)
def test_articles_with_a_colon_are_kept(language: str, title: str) -> None:
    assert is_article(title, language)
