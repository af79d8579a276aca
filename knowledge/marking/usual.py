"""What tells that somebody was hurt, or that nobody was, and who is to blame."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from knowledge.questions.usual import KILLED

if TYPE_CHECKING:
    from knowledge.model import Span

_HURT = {
    "en": (
        r"injur\w+|hurt|wounded|wounding|unhurt|unharmed|unscathed|casualt\w+|hospitali[sz]ed"
        r"|(?:to|in)\shospital|alive|survived|safe|broken\sbones|broken?\s(?:his|her|an?|two|both)\s(?:\w+\s)?(?:arm|leg|wrist|ankle|foot"
        r"|hand|finger|rib|neck|nose|collarbone|shoulder)s?"
    ),
    "de": (
        r"(?:un|leicht|schwer)?verletzt\w{0,2}|\w{0,12}verletzungen|ins\skrankenhaus"
        r"|überlebt\w{0,2}"
    ),
    "uk": r"постражда\w+|поранен\w*|травм\w+|неушкоджен\w+|до\sлікарні",
}
_DEAD = {
    "en": (
        r"kill\w*|die[sd]?|dead|deaths?|fatal\w*|casualt\w+|perished|bodies|drowned"
        r"|lost\stheir\slives"
    ),
    "de": (
        r"tote[rn]?|todesopfer|getötet\w{0,2}|starb\w{0,2}|gestorben\w{0,2}|ums\sleben"
        r"|tödlich\w{0,2}"
    ),
    "uk": r"загину\w+|загибл\w+|помер\w*|вбит\w+|смертельн\w+",
}
# Those who are well, or may be, say less of who is hurt.
_PERHAPS = re.compile(r"hospital|alive|survived|safe|krankenhaus|überleb|лікарн", re.IGNORECASE)
# Whose fate it is: somebody counted or not yet named, before "he", who was told of already.
_SOMEBODY = {
    "en": (
        r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|several|many"
        r"|some|no|no\sone|nobody|none|people|persons?|passengers|residents|an?|all|everyone|without"
    ),
    "de": (
        r"\d+|ein\w{0,2}|zwei|drei|vier|fünf|sechs|mehrere|viele|niemand\w{0,2}|kein\w{0,2}"
        r"|menschen|personen|nicht"
    ),
    "uk": r"\d+|один|одна|двоє|двох|троє|трьох|кілька|ніхто|людина|людей|осіб",
}
_BLAMED = {
    "en": (
        r"blam(?:e[sd]?|ing)|faults?|responsib\w+|negligen\w+|guilty|accus(?:e[sd]?|ing)"
        r"|human\serror|caused\sby|mistakes?|ran\sa\sred\slight"
        r"|wrong\s(?:road|side|way|turn|lane|track)"
    ),
    "de": (
        r"schuld|schuldig\w{0,2}|mitschuld|verantwortlich\w{0,2}|verursach\w+|übersehen|übersah"
        r"|missachtet|fahrlässig\w{0,2}|unfallursache"
    ),
    "uk": r"вин(?:ен|на|ні|ний|уват\w+)|відповідальн\w+|спричини\w+|звинувати\w+",
}
_JAILED = {
    "en": r"prison|jail\w*|sentenc\w+|behind\sbars|custody",
    "de": r"haft\w*|freiheitsstrafe\w{0,2}|gefängnis\w{0,4}|verurteilt\w{0,2}",
    "uk": r"в['’]язниц\w+|позбавлення|засуди\w+|засуджен\w+|ув['’]язнення",
}
_TABLES = {
    "jailed": _JAILED,
    "hurt": _HURT,
    "dead": _DEAD,
    "somebody": _SOMEBODY,
    "blamed": _BLAMED,
}
# Somebody in general; one who was told of already; in hospital; the other that may be asked for.
_TOLD, _OF_ONE, _MAYBE, _OTHER = 1.0, 0.7, 0.5, 0.4


@functools.cache
def _pattern(name: str, language: str) -> re.Pattern[str]:
    words = _TABLES[name].get(language or "en")
    return re.compile(rf"\b(?:{words})\b" if words else r"(?!)", re.IGNORECASE)


def harm(text: str, sentence: Span, asked: str, language: str) -> float:
    """Return how far a sentence says whether somebody was hurt, or was killed, in [0, 1]."""
    own = _pattern("dead" if asked == KILLED else "hurt", language)
    found = own.search(text, sentence.start, sentence.end)
    if found is None:
        dead = asked != KILLED and _pattern("dead", language).search(
            text, sentence.start, sentence.end
        )
        return _OTHER if dead else 0.0
    told = _pattern("somebody", language).search(text, sentence.start, sentence.end)
    if _PERHAPS.search(found.group()):
        return _MAYBE
    return _TOLD if told else _OF_ONE


def jails(text: str, sentence: Span, language: str) -> bool:
    """Whether a sentence is about time in prison."""
    return _pattern("jailed", language).search(text, sentence.start, sentence.end) is not None


def blame(text: str, sentence: Span, language: str) -> float:
    """Return whether a sentence says who or what is to blame, in [0, 1]."""
    return float(
        _pattern("blamed", language).search(text, sentence.start, sentence.end) is not None
    )
