"""Which time zone a city keeps, by whatever name its people have for it.

Known are the zones' own names, the cities that CLDR (https://cldr.unicode.org, Unicode licence;
Babel carries it) calls them after in a dozen languages, and the list in `cities.txt`. Case,
accents, hyphens and a small slip are forgiven, and "in", "time" and the like left out.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST: Final = 60
"""Characters of a city's name; what is longer is none."""
_LANGUAGES: Final = ("en", "de", "uk", "pl", "ru", "fr", "es", "it", "pt", "nl", "tr", "cs", "ro")
# Babel calls these by the names they had when CLDR began.
_RENAMED: Final = {
    "Europe/Kiev": "Europe/Kyiv",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
}
_AREAS: Final = frozenset(
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
)
# What NFKD leaves as it is.
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"} | dict.fromkeys("'’ʼ`")
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_APART: Final = re.compile(r"[\s\-‐–_.,()/]+")
_BESIDE: Final = frozenset(
    """
    in at by time city clock clocks nach um uhr zeit ortszeit stadt aus у в за на місто час часом
    годинником м w czas
    """.split()
)
# In these there are cities called after Europe's, as in "Paris, Texas".
_STATES: Final = frozenset(
    """
    alabama|alaska|alberta|arizona|arkansas|british columbia|california|colorado|connecticut
    |delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine
    |manitoba|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska
    |nevada|new brunswick|new hampshire|new jersey|new mexico|new york|newfoundland|north carolina
    |north dakota|nova scotia|ohio|oklahoma|ontario|oregon|pennsylvania|quebec|rhode island
    |saskatchewan|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington
    |west virginia|wisconsin|wyoming
    """.replace("\n    ", "").split("|")
)
# Where these are, and the other Georgia.
_AMERICAN: Final = ("America/", "Pacific/Honolulu", "Asia/Tbilisi")
# A name of so many letters may have one slip, a longer one two.
_SHORTEST, _LONG = 5, 9
_CASES: Final = re.compile("(?:ом|ем|єм|ою|ею|єю|ах|ям|ами|[аяуюіїиоеєь])$")
_VOWELS: Final = "аеиоуіюяє"
# Київ, Києва, as Харків, Харкова; Відень, Відня; Прага, Празі.
_CHANGES: Final = (
    (re.compile("[іоєе]в$"), "Ів"),
    (re.compile(f"(?<=[^{_VOWELS}])[ео](?=[^{_VOWELS}]$)"), ""),
    (re.compile("з$"), "г"),
    (re.compile("ц$"), "к"),
)
_SHORTEST_STEM: Final = 3


def find(text: str) -> str | None:
    """Return the IANA zone of a city, or of a zone's own name; None for what is neither.

    Takes time linear in what is typed, of which no more than `LONGEST` characters are read.
    """
    if len(text) > LONGEST:
        return None
    key = _key(text)
    whole = _by_name().get(text.strip().casefold().replace(" ", "_"))
    if whole is not None:
        return whole
    names = _by_city()
    city, _, land = text.partition(",")
    for part in dict.fromkeys((key, _key(city))):  # "Kyiv, Ukraine"
        words = " ".join(word for word in part.split() if word not in _BESIDE)
        found = (
            names.get(part)
            or names.get(words)
            or _stems().get(_stem(words))
            or _nearest(words, names)
        )
        if found is not None:
            namesake = _key(land) in _STATES and not found.startswith(_AMERICAN)
            return None if namesake else found
    return None


def called(zone: str, language: str) -> str:
    """Return what a zone's city is called in a language (ISO 639-1): "Київ" for Europe/Kyiv.

    Where CLDR has no name of its own there, it is the zone's: "New York", "UTC".
    """
    from babel import Locale, UnknownLocaleError

    city = zone.rpartition("/")[2].replace("_", " ")
    old = next((old for old, new in _RENAMED.items() if new == zone), zone)
    try:
        told = Locale.parse(language).time_zones.get(old, {})
    except (UnknownLocaleError, ValueError):
        return city
    return str(told.get("city", city))


def _nearest(key: str, names: Mapping[str, str]) -> str | None:
    """Return the zone of the names that are a slip away; None where they are of several."""
    # Another figure is another time: "GMT+2" is no slip for "GMT+0".
    if len(key) < _SHORTEST or any(map(str.isdigit, key)):
        return None
    slips = 1 if len(key) < _LONG else 2
    near = process.extract(key, names.keys(), scorer=OSA.distance, score_cutoff=slips, limit=20)
    least = min((distance for _, distance, _ in near), default=0)
    found = {names[name] for name, distance, _ in near if distance == least}
    return found.pop() if len(found) == 1 else None


@functools.cache
def _by_name() -> dict[str, str]:
    """Map "europe/kyiv" and "utc" to the zones."""
    return {name.casefold(): name for name in available_timezones()}


@functools.cache
def _by_city() -> dict[str, str]:
    """Map cities' names, in all languages, to their zones; the first that has a name keeps it."""
    found: dict[str, str] = {}
    for name, zone in _cities():
        for one in (name, name.casefold().translate(_UMLAUTS)):
            found.setdefault(_key(one), zone)
    for name in sorted(available_timezones()):  # "europe kyiv"
        found.setdefault(_key(name), _RENAMED.get(name, name))
    return {key: zone for key, zone in found.items() if key}


@functools.cache
def _stems() -> dict[str, str]:
    """Map the stems of Cyrillic names, which have case endings, to zones; none of several."""
    found: dict[str, set[str]] = {}
    for key, zone in _by_city().items():
        stem = _stem(key)
        if stem:
            found.setdefault(stem, set()).add(zone)
    return {stem: zones.pop() for stem, zones in found.items() if len(zones) == 1}


def _cities() -> Iterator[tuple[str, str]]:
    """Yield names with zones: those of `cities.txt`, tz database's own, CLDR's."""
    listed = files("bot.digests").joinpath("cities.txt").read_text(encoding="utf-8")
    for line in listed.splitlines():
        if line and not line.startswith("#"):
            zone, _, names = line.partition(": ")
            for name in names.split("|"):
                yield name, zone
    known = available_timezones()
    # "Europe/Kyiv", not "Etc/GMT-2" or "US/Eastern"; first the plainer of two.
    for name in sorted(known, key=lambda one: (one.count("/"), one)):
        area, _, city = name.partition("/")
        if area in _AREAS:
            yield city.rpartition("/")[2], _RENAMED.get(name, name)
    from babel import Locale  # what is found above needs none of it

    for language in _LANGUAGES:
        for name, told in Locale.parse(language).time_zones.items():
            zone = _RENAMED.get(name, name)
            if zone in known and "city" in told:
                yield told["city"], zone


def _key(name: str) -> str:
    """Return a name as names are compared: folded, without accents, words apart."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    bare = "".join(c for c in folded if not unicodedata.combining(c)).translate(_LETTERS)
    return " ".join(_APART.sub(" ", bare).split())


def _stem(key: str) -> str:
    """Return a Cyrillic name without its case ending: "києві" as "київ"; "" for others."""
    words = []
    for word in key.split():
        if not "а" <= word[0] <= "ґ":
            return ""
        stem = _CASES.sub("", word)
        stem = stem if len(stem) >= _SHORTEST_STEM else word
        for pattern, instead in _CHANGES:
            stem = pattern.sub(instead, stem)
        words.append(stem)
    return " ".join(words)
