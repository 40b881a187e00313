from hashtagger.recommend.merge import candidates, evidence_by_tag, strongest
from hashtagger.recommend.reasons import reasons_for
from hashtagger.recommend.sources import pool
from hashtagger.types import Evidence, Neighbour, Tag
from tests.fakes.builders import a_record


def offers(detail: str = "seen", **strengths: float) -> dict[Tag, Evidence]:
    return {Tag(tag): Evidence(strength, detail) for tag, strength in strengths.items()}


def test_the_evidence_of_all_sources_stands_side_by_side():
    merged = evidence_by_tag({"visual": offers(dog=0.8), "caption": offers(dog=0.5, run=0.4)})
    assert {source: e.strength for source, e in merged[Tag("dog")].items()} == {"visual": 0.8, "caption": 0.5}
    assert set(merged[Tag("run")]) == {"caption"}


def test_only_the_strongest_are_looked_at_further():
    merged = evidence_by_tag({"visual": offers(a=0.1, b=0.9, c=0.5)})
    assert strongest(merged, 2) == ["b", "c"]


def test_a_picture_is_no_evidence_for_a_tag_that_no_picture_can_show():
    merged = evidence_by_tag({"visual": offers(tbt=0.9, dog=0.9), "text": offers(happy=0.5)})
    records = {Tag(w): a_record(w, visual=w == "dog") for w in ("tbt", "dog", "happy")}
    assert [c.record.tag for c in candidates(merged, records)] == ["dog", "happy"]


def test_tags_that_left_the_catalogue_are_dropped():
    assert candidates(evidence_by_tag({"visual": offers(gone=0.9)}), {}) == []


def test_a_reason_names_the_words_and_the_strength():
    merged = evidence_by_tag({"visual": offers("looks like {words} ({strength})", doglife=0.756)})
    (candidate,) = candidates(merged, {Tag("doglife"): a_record("dog life")})
    assert reasons_for(candidate) == ("looks like 'dog life' (0.76)",)


def test_a_tag_near_all_pictures_of_a_carousel_beats_one_near_a_single_one():
    def near(tag: str, z: float) -> Neighbour:
        return Neighbour(Tag(tag), 0.3, z)

    pooled = pool([[near("dog", 3.0), near("ball", 3.0)], [near("dog", 3.0)]], middle=2.0, slope=1.0)
    assert pooled[Tag("dog")] > pooled[Tag("ball")] > 0.5 * pooled[Tag("dog")]
