"""What is asked of any report, in a few words: "was anyone hurt?", "whose fault is it?".

Such a question names nothing that the article need say in the same words: "two people were
injured" and "nobody was killed" answer it. So it is known by its words, and what answers
it by the article's (`knowledge.marking.usual`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.languages import function_words
from knowledge.questions.wants import Wants

if TYPE_CHECKING:
    from collections.abc import Sequence

HURT = "hurt"
KILLED = "killed"
JAIL = "jail"
SCORE = "score"

# By language: whoever it may be; what says that they were hurt; that they died; what asks who
# is to blame by itself; what does so where nothing else is said.
_ANYBODY = {
    "en": "anyone anybody someone somebody everyone everybody people any there",
    "de": "jemand jemanden irgendwer irgendjemand menschen leute personen es alle",
    "uk": "хтось є були люди хто-небудь всі",
}
_HURT = {
    "en": "hurt injured injuries injury wounded casualties casualty harmed unhurt ok okay alright"
    " safe",
    "de": "verletzt verletzte verletzten verletzungen opfer verwundet unverletzt",
    "uk": "постраждав постраждали постраждалі поранені поранено поранений травмовані травмовано",
}
_KILLED = {
    "en": "die died killed dead deaths fatalities murdered perish perished",
    "de": "tote toten todesopfer gestorben tot getötet umgekommen ums leben gekommen",
    "uk": "загинув загинули загиблі жертви померли убито вбито",
}
_FAULT = {
    "en": "fault blame",
    "de": "schuld schuldig schuldige",
    "uk": "винен винна винні винний винуватий",
}
_GUILTY = {"en": "responsible guilty", "de": "verantwortlich", "uk": "відповідальний"}
_JAILED = {
    "en": "get gets jail jailed prison sentence sentenced bars face faces serve",
    "de": "gefängnis haft knast bekommen bekommt bekam kriegt hinter gittern absitzen",
    "uk": "отримав отримала в'язниці сидітиме",
}
_BODY = {
    "en": "he she they his her their",
    "de": "er sie",
    "uk": "він вона вони",
}
_WHO = {
    "en": "who who's whose whos",
    "de": "wer wessen",
    "uk": "хто чия",
}


# How somebody begins who asks whether.
_OPENING = frozenset(
    """
    is are was were did does do has have had any anyone anybody somebody someone everyone wurde
    wurden ist sind gab gibt hat haben jemand alle чи є хтось були
    """.split()
)
# "Wie ging es aus?"
_ENDED = frozenset("endete ausgegangen ausging".split())
_CAME_OUT = frozenset("ging aus".split())
# "How long could he go to prison?"
_GOING = frozenset("go goes going spend be in for long lang lange muss ins".split())


def _listed(table: dict[str, str], language: str) -> frozenset[str]:
    return frozenset(table.get(language or "en", "").split())


def usual(
    language: str, forms: Sequence[str], asked: Wants
) -> tuple[Wants, str, frozenset[str]] | None:
    """Return what a question asks of any report, whether of the hurt or the dead, and its words.

    `asked` is what it seems to ask, by its question word. None for other questions.
    """
    said = frozenset(forms)
    if asked is Wants.MANNER:
        ended = language == "de" and (said & _ENDED or said >= _CAME_OUT)
        return (Wants.QUANTITY, SCORE, _ENDED | _CAME_OUT | {"spiel"}) if ended else None
    if said & _listed(_WHO, language):
        fault = said & _listed(_FAULT, language)
        guilty = said & _listed(_GUILTY, language)
        if fault or (guilty and said <= function_words(language) | guilty):
            return Wants.BLAME, "", fault | guilty
    if asked is Wants.PERSON:
        return None
    jailed = said & _listed(_JAILED, language)
    if asked is Wants.DURATION:
        whose = said & _listed(_BODY, language) or "sentence" in jailed
        return (Wants.DURATION, JAIL, jailed | _GOING) if whose and jailed else None
    anybody = said & _listed(_ANYBODY, language)
    killed = said & _listed(_KILLED, language)
    harmed = killed or said & _listed(_HURT, language)
    asked_of = KILLED if killed else HURT
    if not harmed or forms[0] not in _OPENING or any(form.isdigit() for form in forms):
        return None  # "So 7 people died, right?" claims it
    if not anybody:
        # "Was the driver hurt?"
        return Wants.YES_NO, asked_of, frozenset()
    return Wants.HARM, asked_of, anybody | harmed
