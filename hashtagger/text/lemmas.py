"""
English word forms, as far as tags need them: singular and plural, and the '-ing' form of things people do in photos.

Rules and short tables instead of a lemmatiser: simplemma 2.0 carries 19 MB for 54 languages, needs 0.4 s for its first
English word, and answers 'playe' for 'playing'.
"""

from __future__ import annotations

from functools import cache


def singular(word: str) -> str:
    """
    The singular of an English noun in lower case; a word that is none comes back equal.

    >>> [singular(w) for w in ("beaches", "puppies", "children", "glass", "bus")]
    ['beach', 'puppy', 'child', 'glass', 'bus']
    """
    if word in _SINGULAR:
        return _SINGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word in _NO_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    if word.endswith("oes") and word not in _OE:
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """The plural of an English noun in lower case; plurals and uncountable nouns come back equal."""
    if word in _PLURAL:
        return _PLURAL[word]
    if word in _NO_PLURAL or singular(word) != word or not word.isascii():
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in _O_TAKES_ES:
        return word + "es"
    return word + "s"


def verb(word: str) -> str | None:
    """The base form of one of the listed activities, from any form ('ran', 'running' → 'run'); None for other words."""
    return _verb_forms().get(word)


def gerund(base: str) -> str:
    """'-ing' form of a verb's base form: 'run' → 'running', 'ride' → 'riding', 'ski' → 'skiing'."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"


def forms(word: str) -> tuple[str, ...]:
    """Other forms of ``word`` that may be the one a tag uses, the likeliest first; never ``word`` itself."""
    base = verb(word)
    activity = (gerund(base), base) if base else ()
    nouns = (singular(word), plural(singular(word))) if word not in _verb_only() else ()
    return tuple(form for form in dict.fromkeys((*activity, *nouns)) if form != word)


def _doubles(base: str) -> bool:
    if base in _DOUBLES_ANYWAY:
        return True
    vowels = sum(c in "aeiou" for c in base)
    return vowels == 1 and len(base) > 2 and base[-1] not in "aeiouwxy" and base[-2] in "aeiou"


@cache
def _verb_forms() -> dict[str, str]:
    table = {}
    for base in _VERBS.split():
        doubled = base + base[-1] if _doubles(base) else base
        past = base + "d" if base.endswith("e") else doubled + "ed"
        third = base + "es" if base.endswith(("s", "x", "ch", "sh")) else base + "s"
        if base.endswith("y") and base[-2] not in "aeiou":
            past, third = base[:-1] + "ied", base[:-1] + "ies"
        table.update(dict.fromkeys((base, past, third, gerund(base)), base))
    for pair in _PASTS.split():
        past, base = pair.split(":")
        table[past] = base
    return table


@cache
def _verb_only() -> frozenset[str]:
    """Forms that can be no noun: '-ing' forms and pasts, of which no plural is tried."""
    return frozenset(f for f, base in _verb_forms().items() if f != base and not f.endswith("s"))


_DOUBLES_ANYWAY = frozenset({"knit", "quiz", "kidnap", "babysit"})
# Left out on purpose: verbs whose noun is the likelier reading (box, bowl, train, fence, fish).
_VERBS = """
bake bark bathe bike camp canoe carve celebrate chase cheer chew climb cook craft crawl cuddle cycle dance
decorate dive doodle draw drift drink drive eat exercise explore fly gallop garden golf grill hike hug hunt
jog juggle jump kayak kick kiss kite knit lift meditate paddle paint parade photograph plant play pray race
read relax ride roast row run sail sew shop sing skate skateboard ski sled sleep slide smile snorkel
snowboard splash sprint stretch study sunbathe surf swim swing teach throw travel tumble volunteer wade walk
wrestle write yawn
"""
_PASTS = """
ran:run ate:eat rode:ride swam:swim drank:drink drove:drive drew:draw sang:sing slept:sleep flew:fly wrote:write
threw:throw dove:dive slid:slide swung:swing taught:teach
"""

_IRREGULAR = """
man:men woman:women child:children person:people foot:feet tooth:teeth goose:geese mouse:mice wolf:wolves leaf:leaves
knife:knives wife:wives life:lives half:halves loaf:loaves shelf:shelves calf:calves scarf:scarves elf:elves
thief:thieves hoof:hooves ox:oxen cactus:cacti fireman:firemen fisherman:fishermen policeman:policemen
snowman:snowmen businessman:businessmen cookie:cookies movie:movies selfie:selfies hoodie:hoodies foodie:foodies
bestie:besties veggie:veggies birdie:birdies smoothie:smoothies brownie:brownies zombie:zombies cutie:cuties
pixie:pixies genie:genies rookie:rookies doggie:doggies kiddie:kiddies newbie:newbies house:houses horse:horses
nose:noses rose:roses vase:vases axe:axes bus:buses gas:gases lens:lenses quiz:quizzes
"""
_PLURAL = dict(pair.split(":") for pair in _IRREGULAR.split())
_SINGULAR = {many: one for one, many in _PLURAL.items()} | {one: one for one in _PLURAL}
_OE = frozenset({"shoes", "canoes", "toes", "does", "horseshoes", "oboes"})
_O_TAKES_ES = frozenset({"hero", "potato", "tomato", "mango", "volcano", "echo", "tornado", "torpedo"})
_NO_PLURAL_WORDS = """
news series species sheep deer fish shrimp salmon aircraft jeans shorts pants trousers leggings pajamas scissors
headphones sunglasses glasses goggles always christmas canvas atlas texas paris vegas pancreas yes chess less mathematics
physics gymnastics athletics aerobics politics graphics electronics robotics ceramics mechanics economics
sports snow rain water music art nature weather happiness love food travel photography fitness yoga hair makeup
furniture luggage homework housework jewelry pottery scenery wildlife sand grass vegas las los
"""
_NO_PLURAL = frozenset(_NO_PLURAL_WORDS.split())
