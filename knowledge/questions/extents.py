"""How far, how deep, how fast: which measure a question about an extent asks for.

"How long" is asked of a tunnel in kilometres and of a trial in weeks; the noun tells which.
"""

from __future__ import annotations

from knowledge.lexicon import BASE_FORMS

# What has a length in space, in the singular; written down from general knowledge of English.
_LONG = frozenset(
    """
    aircraft airplane alley animal arm avenue barrier beach beard belt bicycle bike boat border
    bridge building bus cable canal car cave chain coast coastline corridor cable crack creature
    crocodile cycleway ditch drain dress fence ferry fin finger fish fissure foot footbridge
    footpath glacier gorge hair hall harbour highway hole hose house island jetty kitchen knife
    ladder lake
    lane leg limousine line lorry motorway nail neck nose parade passage path pier pipe pipeline
    pitch platform plank pole pool queue racetrack railway ramp reef ridge river road robot rocket
    rope route row runway scarf scar shark ship shrimp sidewalk skeleton skid skirt slide snake
    spear staircase stadium street submarine sword table tail tank tape tentacle thread tooth track
    trail train tram tree trench truck tunnel turbine van vehicle vessel walkway wall warehouse
    waterway wave whale wing wire worm yacht
    """.split()
)
_OF_TIME_ABROAD = frozenset(
    """
    aufführung film fahrt flug frist haft haftstrafe konzert pause prozess reise schicht sitzung
    spiel strafe stück verfahren verhandlung verspätung wartezeit zeit tag nacht
    """.split()
)
_IS = frozenset("is are was were".split())
_WILL = frozenset("will would should can could must".split())
_SMALL = frozenset("the a an this that these those its his her their our your my new old".split())
_STRETCHES = frozenset("stretch extend measure".split())
_OF = frozenset("of in under over between at on near now exactly".split())
SPENT = "spent"
_SPENT = frozenset("spend spends spent owe owes owed earn earned win won steal stolen".split())
_HELPS = frozenset("has have had was were is are did does do will would".split())
# The words that ask, by language, with the English word for the extent.
_ABROAD = {
    "de": {
        "lang": "long", "tief": "deep", "breit": "wide", "schnell": "fast", "kalt": "cold",
        "warm": "cold", "heiß": "cold", "dick": "thick",
    },
}  # fmt: skip
_MEASURED = {word: word for word in "tall deep wide thick far strong fast heavy cold".split()}
_MEASURED |= {"hot": "cold", "warm": "cold"}


def _singular(noun: str) -> str:
    return BASE_FORMS.get(
        noun, noun.removesuffix("es") if noun.endswith("ches") else noun.removesuffix("s")
    )


def _is_long(words: list[str]) -> bool:
    """Whether "is the pool", "will the bridge be", "does it stretch" goes on from a length."""
    if not words:
        return False
    first, rest = words[0], words[1:]
    if rest[-1:] and rest[-1] in _STRETCHES:
        return True
    if first in _WILL and rest[-1:] == ["be"]:
        rest = rest[:-1]
    elif first not in _IS:
        return False
    end = next((i for i, word in enumerate(rest) if word in _OF), len(rest))
    noun = [word for word in rest[:end] if word not in _SMALL]
    return (
        bool(noun)
        and not {"be", "been"} & set(rest)
        and (noun[-1] in _LONG or _singular(noun[-1]) in _LONG)
    )


def extent(following: list[str]) -> str:
    """Return the measure that "how" with the words after it asks for: "long", "deep", "fast".

    `SPENT` for "how much has been spent"; "" where any figure will do, or where "how long"
    asks for a time.
    """
    first = following[0] if following else ""
    if first == "long":
        return "long" if _is_long(following[1:]) else ""
    if first == "much" and following[1:2] and following[1] in _HELPS:
        return SPENT if not _SPENT.isdisjoint(following) else ""
    return _MEASURED.get(first, "")


def extent_in(language: str, following: list[str]) -> str:
    """Return the same for "wie" and the words after it."""
    first = following[0] if following else ""
    if first != "lang":
        return _ABROAD.get(language, {}).get(first, "")
    rest = following[1:]
    is_thing = rest[:1] and rest[0] in {"ist", "sind", "war", "waren", "wird", "werden"}
    closed = rest[-1:] and rest[-1].endswith(("t", "n")) and rest[-1].startswith("ge")
    timed = not _OF_TIME_ABROAD.isdisjoint(rest)
    return "long" if language == "de" and is_thing and not closed and not timed else ""
