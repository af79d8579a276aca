"""What is typed around a question and asks nothing: "hiya, quick one: when's the meeting?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.text.tokens import Tokens

_GREETING = frozenset(
    """
    hi hiya hey heya hello yo hallo hei morning evening afternoon good dear all guys folks team
    there mate ok okay so well um erm sorry excuse me thanks thank you please quick quickly just
    another one last first small short simple silly stupid dumb question query thing q a the my got
    have i've i wondering wonder was am i'm can could would u tell let know asking for friend here
    guten tag morgen abend moin servus grüß kurze kurz frage eine mal nur
    """.split()
)
_PARTING = frozenset(",:!.;-–—")
_MOST = 9


def opening(text: str, tokens: Tokens, forms: Sequence[str]) -> int:
    """Return how many forms greet or announce a question before it is asked, 0 for none.

    They end with a mark, of which there may be several: "hi! quick one: when is it?"
    """
    greeted = 0
    for at in range(min(_MOST, len(forms) - 1)):
        if forms[at] not in _GREETING:
            break
        if not _PARTING.isdisjoint(text[tokens.ends[at] : tokens.starts[at + 1]]):
            greeted = at + 1
    return greeted
