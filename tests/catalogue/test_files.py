"""The catalogue files, and what is said about lines that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hashtagger.catalogue.entries import Contradiction, FlagRule
from hashtagger.catalogue.files import CatalogueError, fingerprint_of, read_catalogue
from hashtagger.types import Flag, FlagKind, PlatformRule, Reach

TAG_HEADER = "display\twords\treach\tmeaning\taliases"
FILES = {
    "categories.tsv": "category\ttitle\tvisual\nfood\tFood\tyes\ncommunity\tCommunity\tno\n",
    "tags/en/food.tsv": f"{TAG_HEADER}\nCafe\tcafe\tbroad\t\tcafes\nGoldenHour\tgolden hour\tmedium\twarm light\n",
    "tags/en/community.tsv": f"{TAG_HEADER}\nTBT\ttbt\tbroad\tan old photo\tthrowback, tbthursday\n",
    "tags/de/food.tsv": f"{TAG_HEADER}\nStraßenküche\tstraßen küche\tniche\tstreet kitchen\n",
    "flags.tsv": "match\tkind\tpattern\treason\tconfidence\tsource\tchecked\n"
    "tag\tspam\tL4L\tlike exchange\t0.9\ta page\t2026-11-20\n"
    "regex\tadult\t^xxx\tsexual\t0.5\ta page\t2026-11-20\n",
    "contradictions.tsv": "left\tright\treason\nvegan\tmeat\tno meat\n",
    "related.tsv": "cafe goldenhour\n\ntbt cafe cafe\n",
    "platforms.tsv": "platform\tmax_tags\tadvised_tags\tmax_tag_chars\tmax_post_chars\tsince\tuntil\tsource\tnote\n"
    "x\t\t2\t\t280\t2006-07\t\ta page\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        write(tmp_path, name, content)
    return tmp_path


def write(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    return caught.value.problems


def test_every_column_of_a_tag_is_read(folder: Path) -> None:
    tags = {tag.tag: tag for tag in read_catalogue(folder).tags}
    assert set(tags) == {"cafe", "goldenhour", "tbt", "strassenküche"}
    hour = tags["goldenhour"]  # type: ignore[index]
    assert (hour.display, hour.words, hour.meaning) == ("GoldenHour", ("golden", "hour"), "warm light")
    assert (hour.reach, hour.language, hour.categories, hour.aliases) == (Reach.MEDIUM, "en", ("food",), ())
    assert hour.where == "tags/en/food.tsv:3"
    assert tags["tbt"].aliases == ("throwback", "tbthursday")  # type: ignore[index]


def test_a_tag_is_visual_where_one_of_its_categories_is(folder: Path) -> None:
    write(folder, "tags/en/community.tsv", f"{TAG_HEADER}\nTBT\ttbt\tbroad\nCafe\tcafe\tbroad\n")
    visual = {tag.tag: tag.visual for tag in read_catalogue(folder).tags}
    assert (visual["cafe"], visual["tbt"]) == (True, False)  # type: ignore[index]


def test_a_tag_in_several_files_is_one_with_the_categories_of_all(folder: Path) -> None:
    write(folder, "tags/de/community.tsv", f"{TAG_HEADER}\nCafe\tcafe\tniche\tcoffee house\tcafé\n")
    [cafe] = [tag for tag in read_catalogue(folder).tags if tag.tag == "cafe"]
    assert (cafe.language, cafe.reach, cafe.meaning) == ("en", Reach.BROAD, "")
    assert (cafe.categories, cafe.aliases) == (("food", "community"), ("cafes", "café"))


def test_the_other_files_are_read(folder: Path) -> None:
    catalogue = read_catalogue(folder)
    assert catalogue.flag_rules == (
        FlagRule("tag", "l4l", Flag(FlagKind.SPAM, "like exchange", 0.9, "a page", "2026-11-20")),
        FlagRule("regex", "^xxx", Flag(FlagKind.ADULT, "sexual", 0.5, "a page", "2026-11-20")),
    )
    assert catalogue.contradictions == (Contradiction("vegan", "meat", "no meat"),)
    assert catalogue.related == (("cafe", "goldenhour"), ("tbt", "cafe"))
    assert catalogue.platform_rules == (PlatformRule("x", None, 2, None, 280, "2006-07", None, "a page"),)


def test_a_missing_file_counts_as_empty(tmp_path: Path) -> None:
    catalogue = read_catalogue(tmp_path)
    assert (catalogue.tags, catalogue.related) == ((), ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Golden Hour\tgolden hour\tbroad", "letters, digits and underscores"),
        ("#Cat\tcat\tbroad", "letters, digits and underscores"),
        ("2026\t2026\tbroad", "at least one letter"),
        ("Cat\tdog\tbroad", "do not make 'Cat'"),
        ("Cat\t\tbroad", "hashtag"),
        ("Cat\tcat\thuge", "'huge' is not one of niche, medium, broad"),
        ("Cat\tcat\tbroad\t\ttwo words", "hashtag"),
        ("Cat\tcat\tbroad\t\t\textra", "6 columns instead of at most 5"),
    ],
)
def test_a_bad_tag_is_named_with_file_line_and_reason(folder: Path, line: str, reason: str) -> None:
    write(folder, "tags/en/food.tsv", f"{TAG_HEADER}\nOk\tok\tbroad\n{line}\n")
    [problem] = problems(folder)
    assert problem.startswith("tags/en/food.tsv:3: ")
    assert reason.casefold() in problem.casefold() or "letter" in problem


def test_a_tag_that_is_not_english_needs_its_meaning(folder: Path) -> None:
    write(folder, "tags/de/food.tsv", f"{TAG_HEADER}\nBrot\tbrot\tbroad\n")
    assert problems(folder) == ("tags/de/food.tsv:2: 'Brot' needs its meaning in English",)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("tags/en/nowhere.tsv", f"{TAG_HEADER}\n", "tags/en/nowhere.tsv:1: 'nowhere' does not stand in categories.tsv"),
        ("tags/en/food.tsv", "display\n", "tags/en/food.tsv:1: the first line must be"),
        ("tags/en/food.tsv", b"\xff\xfe", "tags/en/food.tsv:1: not UTF-8 at byte 0"),
        ("related.tsv", "alone\n", "related.tsv:1: one tag alone"),
        ("contradictions.tsv", "left\tright\treason\na\ta\t\n", "contradictions.tsv:2: a contradiction needs two"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str, content: str | bytes, problem: str) -> None:
    write(folder, name, content)
    [found] = problems(folder)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("flags.tsv", "regex\t", "glob\t", "'glob' is not one of tag, word, regex"),
        ("flags.tsv", "^xxx", "(xxx", "not a regular expression"),
        ("flags.tsv", "0.5", "1.5", "not a number between 0 and 1"),
        ("flags.tsv", "0.5", "nan", "not a number between 0 and 1"),
        ("flags.tsv", "adult", "bad", "'bad' is not one of adult"),
        ("flags.tsv", "2026-11-20\n", "yesterday\n", "'yesterday' is not a date"),
        ("platforms.tsv", "2006-07", "July", "'July' is not a date or a month"),
        ("platforms.tsv", "\t2\t", "\t-2\t", "'-2' is not a number from 1 up"),
        ("platforms.tsv", "\t2\t", "\t\t", "a rule needs a platform, advised_tags and a source"),
        ("categories.tsv", "\tyes", "\tmaybe", "a category needs a name, a title"),
    ],
)
def test_a_bad_line_of_another_file_is_named(folder: Path, name: str, old: str, new: str, problem: str) -> None:
    write(folder, name, FILES[name].replace(old, new))
    assert any(found.startswith(f"{name}:") and problem in found for found in problems(folder))


def test_all_problems_are_reported_at_once(folder: Path) -> None:
    write(folder, "related.tsv", "alone\nlonely\n")
    write(folder, "tags/en/food.tsv", f"{TAG_HEADER}\nCat\tdog\tbroad\n")
    assert len(problems(folder)) == 3


def test_the_fingerprint_follows_every_file(folder: Path) -> None:
    seen = {fingerprint_of(folder)}
    for name in FILES:
        write(folder, name, FILES[name] + "\n")
        seen.add(fingerprint_of(folder))
    assert len(seen) == len(FILES) + 1
    assert read_catalogue(folder).fingerprint == fingerprint_of(folder)


def test_the_shipped_catalogue_can_be_read() -> None:
    catalogue = read_catalogue()
    assert len(catalogue.tags) >= 3000
    assert len(catalogue.categories) >= 50
