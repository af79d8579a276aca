"""How a matter runs, as short questions ask it: when it starts, how long it is shut, who objects.

What they ask for, an article tells in words of its own: "from Monday", "until February 8",
"Hartley criticised".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.questions.wants import Wants

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSED = "closed"
REOPENS = "reopens"
BEGINS = "begins"
OPPOSED = "opposed"
FUNDED = "funded"

_SHUT = frozenset("shut closed close closing shutting closure".split())
_REOPEN = frozenset("reopen reopens reopening reopened".split())
_OPENS_DE = frozenset("öffnet öffnen geöffnet eröffnet wiedereröffnet aufmacht".split())
_BEGIN = frozenset("start starts begin begins starting beginning".split())
# "When does it start?": the matter of the whole article.
_WHOLE = frozenset(
    "when when's does do will it this that they the is gonna going to actually all".split()
)
_AGAINST = frozenset("against opposed opposes oppose opposing".split())
# With these words "who is against it" names nothing else.
_VOTED = frozenset(
    """
    who who's whos is was were are voted vote votes voting it this that the plan plans idea against
    opposed opposes oppose opposing
    """.split()
)
# "How is it paid for?"
_FUNDED = frozenset("funded financed paid".split())


def course(
    language: str, forms: Sequence[str], asked: Wants
) -> tuple[Wants, str, frozenset[str]] | None:
    """Return what is asked of how a matter runs, and the forms that only ask it; None else."""
    said = frozenset(forms)
    if language == "de":
        opens = asked is Wants.DATE and said & _OPENS_DE
        return (asked, REOPENS, frozenset()) if opens else None
    if asked is Wants.DURATION and said & _SHUT:
        return asked, CLOSED, said & _SHUT
    if asked is Wants.DATE and (said & _REOPEN or ("open" in said and "again" in said)):
        return asked, REOPENS, said & (_REOPEN | {"open"})
    if asked is Wants.DATE and said & _BEGIN and said <= _WHOLE | _BEGIN:
        return asked, BEGINS, said & _BEGIN
    if asked is Wants.PERSON and said & _AGAINST and said <= _VOTED:
        return asked, OPPOSED, _VOTED
    if asked is Wants.MANNER and said & _FUNDED:
        return asked, FUNDED, said & _FUNDED
    return None
