import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hashtagger.catalogue.files import SHIPPED
from hashtagger.catalogue.lint import Minimums, lint, main

FLAG_HEADER = "match\tkind\tpattern\treason\tconfidence\tsource\tchecked\n"
PLATFORM_HEADER = "platform\tmax_tags\tadvised_tags\tmax_tag_chars\tmax_post_chars\tsince\tuntil\tsource\tnote\n"
TAG_HEADER = "display\twords\treach\tmeaning\taliases\n"
FILES = {
    "categories.tsv": "category\ttitle\tvisual\ndogs\tDogs\tyes\nsky\tSky\tyes\n",
    "flags.tsv": f"{FLAG_HEADER}tag\tspam\tf4f\texchange of follows\t0.9\trules of the platforms\t2026-11-20\n",
    "contradictions.tsv": "left\tright\treason\nsunrise\tsunset\tthe same light cannot be both\n",
    "related.tsv": "dog sunset sunrise hund\n",
    "platforms.tsv": f"{PLATFORM_HEADER}photos\t30\t5\t\t2200\t2020-01\t2025-12\thelp pages\t\n"
    "photos\t5\t5\t\t2200\t2025-12\t\thelp pages\t\n",
    "tags/en/dogs.tsv": f"{TAG_HEADER}Dog\tdog\tbroad\t\tdogs\n",
    "tags/en/sky.tsv": f"{TAG_HEADER}Sunset\tsunset\tbroad\nSunrise\tsunrise\tbroad\nGoldenHour\tgolden hour\tmedium\n",
    "tags/de/dogs.tsv": f"{TAG_HEADER}Hund\thund\tbroad\ta dog\n",
}
NOTHING_ASKED = Minimums(tags=0, categories=0, tags_per_language=0)

Catalogue = Callable[[dict[str, str]], Path]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Writes the small clean catalogue, with some files changed."""

    def write(changes: dict[str, str]) -> Path:
        for file, text in (FILES | changes).items():
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return tmp_path

    return write


def flag(*cells: str) -> str:
    return FLAG_HEADER + "\t".join(cells) + "\n"


def platform(since: str, until: str) -> str:
    return f"photos\t5\t5\t\t\t{since}\t{until}\thelp pages\t\n"


def test_a_catalogue_without_defects_is_clean(catalogue: Catalogue):
    assert lint(catalogue({}), NOTHING_ASKED) == []


@pytest.mark.parametrize(
    ("file", "text", "line", "said"),
    [
        ("tags/en/dogs.tsv", "display\twords\n", 1, "the first line must be"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad\t\t\textra\n", 2, "6 columns"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\thuge\n", 2, "'huge' is not one of"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tcat\tbroad\n", 2, "the words 'cat' do not make 'Dog'"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tDog\tbroad\n", 2, "not in lower case"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}BigDog\tbig  dog\tbroad\n", 2, "one blank apart"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}bigdog\tbig dog\tbroad\n", 2, "several words and no capital letter"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog-Life\tdog life\tbroad\n", 2, "not a whole hashtag on Instagram and X"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}2026\t2026\tbroad\n", 2, "with at least one letter"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad\t\tDogs\n", 2, "the alias 'Dogs' is not a canonical key"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad\nDOG\tdog\tbroad\n", 3, "'dog' stands already in"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad\t\tsunset\n", 2, "stands already in tags/en/sky.tsv:2"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad\t\tpup,pup\n", 2, "the alias 'pup' stands already in"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog \tdog\tbroad\n", 2, "blanks around a cell"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad\r\n", 2, "blanks around a cell"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}\nDog\tdog\tbroad\n", 2, "an empty line"),
        ("tags/en/dogs.tsv", f"{TAG_HEADER}Dog\tdog\tbroad", 0, "the last line does not end"),
        ("tags/de/dogs.tsv", f"{TAG_HEADER}Hund\thund\tbroad\n", 2, "needs its meaning"),
        ("tags/de/birds.tsv", f"{TAG_HEADER}Vogel\tvogel\tbroad\ta bird\n", 1, "does not stand in categories.tsv"),
        ("tags/german/dogs.tsv", f"{TAG_HEADER}Welpe\twelpe\tbroad\ta puppy\n", 2, "is no language code"),
        ("categories.tsv", "category\ttitle\tvisual\ndogs\tDogs\tmaybe\nsky\tSky\tyes\n", 2, "'yes' or 'no'"),
        ("categories.tsv", f"{FILES['categories.tsv']}dogs\tDogs\tyes\n", 4, "category 'dogs' stands twice"),
        ("categories.tsv", f"{FILES['categories.tsv']}Birds!\tBirds\tyes\n", 4, "not in lower case with underscores"),
        ("flags.tsv", flag("regex", "spam", "(", "r", "0.9", "s", "2026-11-20"), 2, "not a regular expression"),
        ("flags.tsv", flag("regex", "spam", "x*", "r", "0.9", "s", "2026-11-20"), 2, "meets everything"),
        ("flags.tsv", flag("prefix", "spam", "f4f", "r", "0.9", "s", "2026-11-20"), 2, "'prefix' is not one of"),
        ("flags.tsv", flag("tag", "bad", "f4f", "r", "0.9", "s", "2026-11-20"), 2, "'bad' is not one of"),
        ("flags.tsv", flag("tag", "spam", "F4F", "r", "0.9", "s", "2026-11-20"), 2, "not a canonical key"),
        ("flags.tsv", flag("tag", "spam", "f4f", "r", "1.5", "s", "2026-11-20"), 2, "between 0 and 1"),
        ("flags.tsv", flag("tag", "spam", "f4f", "r", "0.9", "s", "20.11.2026"), 2, "is not a date"),
        ("flags.tsv", flag("tag", "spam", "f4f", "r", "0.9", "", "2026-11-20"), 2, "a reason and a source"),
        ("flags.tsv", flag("tag", "adult", "dog", "r", "0.9", "s", "2026-11-20"), 2, "hides shipped tags: dog"),
        (
            "flags.tsv",
            flag("word", "adult", "golden", "r", "0.9", "s", "2026-11-20"),
            2,
            "hides shipped tags: goldenhour",
        ),
        ("flags.tsv", flag("regex", "adult", "hun", "r", "0.9", "s", "2026-11-20"), 2, "hides shipped tags: hund"),
        ("flags.tsv", FILES["flags.tsv"] + FILES["flags.tsv"].split("\n")[1] + "\n", 3, "stands twice as spam"),
        ("contradictions.tsv", "left\tright\treason\nday\tday\twhy\n", 2, "two different words"),
        ("contradictions.tsv", "left\tright\treason\nDay\tnight\twhy\n", 2, "'Day' is not a canonical key"),
        ("contradictions.tsv", "left\tright\treason\nday\tnight\n", 2, "needs a reason"),
        ("contradictions.tsv", "left\tright\treason\na\tb\twhy\nb\ta\twhy\n", 3, "'b' and 'a' stand twice"),
        ("contradictions.tsv", "left\tright\treason\ngolden\thour\twhy\n", 2, "both stand in goldenhour"),
        ("platforms.tsv", PLATFORM_HEADER + "photos\tmany\t5\t\t\t2020-01\t\thelp\n", 2, "'many' is not a number"),
        ("platforms.tsv", PLATFORM_HEADER + platform("soon", ""), 2, "'soon' is not a date or a month"),
        ("platforms.tsv", PLATFORM_HEADER + platform("2025-01", "2024-01"), 2, "ends before it begins"),
        ("platforms.tsv", PLATFORM_HEADER + platform("2020-01", "2024-01"), 2, "last rule has an end"),
        (
            "platforms.tsv",
            PLATFORM_HEADER + platform("2020-01", "2024-01") + platform("2025-01", ""),
            3,
            "ends on another day than this one begins",
        ),
        ("related.tsv", "dog sunset sunrise wolf\n", 1, "no such tags: wolf"),
        ("related.tsv", "dog sunset\n", 1, "2 tags instead of 4 to 10"),
        ("related.tsv", "dog dog sunset sunrise\n", 1, "stands twice"),
        ("related.tsv", "dog sunset sunrise hund\nhund dog sunset sunrise\n", 2, "stands twice"),
    ],
)
def test_a_defect_is_named_with_its_file_and_line(catalogue: Catalogue, file: str, text: str, line: int, said: str):
    defects = lint(catalogue({file: text}), NOTHING_ASKED)
    assert [d for d in defects if (d.file, d.line) == (file, line) and said in d.what], defects


def test_a_missing_file_is_a_defect(catalogue: Catalogue):
    folder = catalogue({})
    (folder / "related.tsv").unlink()
    assert [str(defect) for defect in lint(folder, NOTHING_ASKED)] == ["related.tsv:0: the file is missing"]


@pytest.mark.parametrize(
    ("minimums", "said"),
    [
        (Minimums(6, 0, 0), ["tags:0: 5 tags, fewer than 6"]),
        (Minimums(0, 3, 0), ["tags:0: 2 categories have tags, fewer than 3"]),
        (Minimums(0, 0, 2), ["tags/de:0: 1 tags, fewer than 2 in a language"]),
    ],
)
def test_too_little_is_a_defect(catalogue: Catalogue, minimums: Minimums, said: list[str]):
    assert [str(defect) for defect in lint(catalogue({}), minimums)] == said


def test_the_command_prints_each_defect_and_fails(catalogue: Catalogue, capsys: pytest.CaptureFixture[str]):
    folder = catalogue({"related.tsv": "dog sunset sunrise wolf\n"})
    assert main([str(folder)]) == 1
    assert "related.tsv:1: no such tags: wolf\n" in capsys.readouterr().out


def test_the_shipped_catalogue_is_clean():
    assert [str(defect) for defect in lint(SHIPPED)] == []


def test_the_lint_runs_as_a_command_of_its_own():
    done = subprocess.run([sys.executable, "-m", "hashtagger.catalogue.lint"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.rstrip()[-7:]) == (0, ": clean")
