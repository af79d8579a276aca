"""Words of questions that a table answers, by language, in lower case."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from knowledge.extraction.grid import Sort
from knowledge.text.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Mapping

# They ask for a cell without naming it: no row or column need have them.
EMPTY = {
    "en": frozenset(
        """
        people person persons score scored case cases counted registered reported play plays
        played time date clock develop developed fare fared perform performed live lives lived
        living cost costs price priced pay pays paid charge charged have has had having get gets
        got gotten receive receives received win wins won winning take takes took taken reach
        reached reaches record recorded number numbers figure figures amount value count many much
        high big large likely list listed table show shown stand stands stood come came year years
        exactly belong belongs belonged finish finished earn earned hold holds held give gives
        given make makes made spend spends spent expect expected forecast currently now total
        """.split()
    ),
    "de": frozenset(
        """
        menschen leute personen fiel fielen fallen gefallen wurde wurden gezählt registriert fälle
        spielt spielen gespielt uhr uhrzeit datum zeit entwickelt leben lebten lebt wohnen wohnten
        kostet kosten kostete preis zahlen zahlt zahlte haben hat hatte hatten bekommt bekommen
        bekam erhält erhalten erhielt gewann gewonnen gewinnt holte holt geholt erreicht erreichte
        zahl anzahl wert viel viele hoch groß tabelle liste zeigt steht stand jahr jahre gibt gab
        geld ausgeben ausgegeben liegt lag beträgt betrug insgesamt absolviert gehört genau
        aktuell derzeit
        """.split()
    ),
}
# What a column may be called that a question asks for with another word.
_MEANT = {
    "en": {
        "lost": "losses defeats", "lose": "losses defeats", "often": "every frequency interval",
        "won": "winner", "win": "winner", "wins": "winner", "old": "age born", "tall": "height",
        "high": "height level", "long": "length duration", "far": "distance range",
        "heavy": "weight", "fast": "speed time", "cost": "price fare fee rent",
        "costs": "price fare fee rent",
        "price": "cost fare fee", "pay": "price fare fee wage salary", "earn": "salary pay income",
        "died": "deaths dead killed fatalities", "die": "deaths dead killed fatalities",
        "killed": "deaths dead fatalities", "injured": "injuries wounded hurt",
        "people": "population inhabitants residents", "live": "population inhabitants",
        "lived": "population inhabitants", "from": "country city origin", "open": "opening opens",
        "close": "closing closes", "leave": "departure departs dep", "leaves": "departure departs",
        "arrive": "arrival arr", "place": "rank position", "plays": "team", "time": "time",
    },
    "de": {
        "verloren": "Niederlagen", "oft": "Takt", "gewonnen": "Sieger Gewinner",
        "gewann": "Sieger Gewinner", "alt": "Alter",
        "hoch": "Höhe", "lang": "Länge Dauer", "weit": "Entfernung",
        "kostet": "Preis Kosten Eintritt",
        "kosten": "Preis Kosten Eintritt", "preis": "Kosten Eintritt", "menschen": "Einwohner",
        "leben": "Einwohner", "starben": "Tote Todesopfer Getötete", "tote": "Getötete Todesopfer",
        "verletzt": "Verletzte", "getötet": "Tote Getötete", "öffnet": "Öffnung Öffnungszeit auf",
        "schließt": "Schließung zu", "fährt": "Abfahrt", "ankommt": "Ankunft", "kommt": "Ankunft",
    },
}  # fmt: skip


@functools.cache
def meant(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the terms that may stand over the column which a form asks for."""
    said = _MEANT.get(language, {})
    return {form: tuple(tokenise(words, language).terms) for form, words in said.items()}


# They say something of the cell, so that its column must be named as well.
MOVING = {
    "en": frozenset(
        "likely leave leaves left go goes run runs start starts begin begins use uses".split()
    ),
    "de": frozenset("fährt fahren startet beginnt läuft geht kommt macht".split()),
}
# They say what sort of figure a column has.
KINDS = {
    Sort.SHARE: frozenset(
        "percent percentage share proportion rate quota anteil prozent prozentsatz quote".split()
    ),
    Sort.MONEY: frozenset("money price cost sum amount preis kosten geld summe betrag".split()),
    Sort.TIME: frozenset("time date day hour uhrzeit zeit datum tag".split()),
}
# The answer would have to be worked out: no cell is it, unless the table has the word itself.
COMPUTED = {
    "en": frozenset(
        """
        more most less least fewer fewest higher highest lower lowest larger largest bigger
        biggest smaller smallest better best worse worst cheaper cheapest dearest faster fastest
        slowest first last top bottom average mean sum together combined altogether difference
        than both all ratio double twice every each longest shortest oldest youngest leads leading
        ahead behind
        """.split()
    ),
    "de": frozenset(
        """
        mehr meiste meisten weniger wenigsten höher höchste höchsten niedriger niedrigste
        niedrigsten größer größte größten kleiner kleinste kleinsten besser beste besten
        schlechter schlechteste schlechtesten billiger billigste billigsten teurer teuerste
        teuersten erste ersten letzte letzten durchschnitt durchschnittlich summe zusammen
        unterschied differenz als beide alle jede jeder doppelt führt vorn vor hinter günstigste
        günstigsten schnellste schnellsten
        """.split()
    ),
}
