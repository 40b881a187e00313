import pytest

from hashtagger.catalogue.entries import FlagRule
from hashtagger.catalogue.files import read_catalogue
from hashtagger.storage.flags import FlagRule as StoredRule
from hashtagger.storage.flags import FlagRules
from hashtagger.text.hashtags import canonical_tag
from hashtagger.types import FlagKind

HARMLESS = """
    assassin AssassinsCreed grass Glass class Classic classmate bass bassist mass massage passion Passport compass brass
    embassy cocktail CocktailTime peacock Cockatoo CockerSpaniel hancock shuttlecock Essex Sussex Middlesex SexAndTheCity
    shiitake Scunthorpe Penistone analysis analog analogPhotography Canal banana document cucumber CumLaude circumference
    titmouse GreatTit Titan constitution petition button buttercup butterfly butternut rebuttal therapist drape grape
    raccoon MaineCoon spice spices Spicy hospice Nigeria NigerianFood niger snigger denigrate popcorn Pornic Ansporn acorn
    FoodPorn EarthPorn seaweed tumbleweed Weeding methods Methodist something heroine Heroines cocoa coconut
    drugstore pedometer Pediatrics dyke VanDyke hoedown Horny_toad sextant sextet bisexual sexton NakedCake
    NudeNails NudeLips NudeMakeup strippedDown Antananarivo anatomy banana Diana mermaid Miami damian Bulimba gorey Gorge
    suicidesquad papercutting WoodCutting shooting ShootFilm photoshooting killerwhale Skillet followyourdreams
    FollowTheSun FollowMyJourney likeminded LikeAPro likeness CommentaryBox sharecropper tagliatelle Tags_on_walls gainsborough
    4x4 f1 c4d L4d2 s4league xxxtentacion xxl promising freshstart RealEstateViews BuyLocal BuyHandmade GetLost
"""
"""Words that contain, or look like, something a careless pattern would catch."""
HIDING = {FlagKind.ADULT, FlagKind.SPAM, FlagKind.ENGAGEMENT_BAIT, FlagKind.SENSITIVE, FlagKind.RESTRICTED}


@pytest.fixture(scope="module")
def rules() -> FlagRules:
    return FlagRules(map(stored, read_catalogue().flag_rules))


def stored(rule: FlagRule) -> StoredRule:
    return StoredRule(rule.match, rule.pattern, rule.flag)


@pytest.mark.parametrize("display", HARMLESS.split())
def test_a_harmless_tag_is_not_caught_by_what_it_contains(rules: FlagRules, display: str):
    tag = canonical_tag(display)
    assert [flag for flag in rules.flags_of(tag, [tag]) if flag.kind in HIDING and flag.confidence >= 0.5] == []


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("follow4follow", FlagKind.SPAM),
        ("likesforfollows", FlagKind.SPAM),
        ("l4l", FlagKind.SPAM),
        ("buyrealfollowers", FlagKind.SPAM),
        ("tags4likes", FlagKind.ENGAGEMENT_BAIT),
        ("followmeplease", FlagKind.ENGAGEMENT_BAIT),
        ("instagood", FlagKind.OVER_GENERIC),
        ("love", FlagKind.OVER_GENERIC),
        ("selfharmmm", FlagKind.SENSITIVE),
        ("th1nspo", FlagKind.SENSITIVE),
        ("proanatips", FlagKind.SENSITIVE),
        ("buyweedonline", FlagKind.SENSITIVE),
        ("whitepower", FlagKind.SENSITIVE),
        ("hotpornvideos", FlagKind.ADULT),
        ("onlyfansgirls", FlagKind.ADULT),
        ("bikinibody", FlagKind.RESTRICTED),
    ],
)
def test_a_tag_that_must_not_be_recommended_is_caught(rules: FlagRules, tag: str, kind: FlagKind):
    assert kind in {flag.kind for flag in rules.flags_of(canonical_tag(tag), [tag])}


def test_a_word_rule_meets_the_word_wherever_it_stands_in_a_tag(rules: FlagRules):
    assert FlagKind.ADULT in {flag.kind for flag in rules.flags_of(canonical_tag("SummerMilf"), ["summer", "milf"])}
