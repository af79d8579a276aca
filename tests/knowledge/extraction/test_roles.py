from __future__ import annotations

import pytest

from knowledge.index import ArticleIndex
from knowledge.model import Span
from knowledge.reading.plain import from_plain
from knowledge.text.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "role", "names"),
    [
        ("Its director, Paul Achebe, wept.", "director", ["Paul Achebe"]),
        ("Coach Tom Brandt sang.", "coach", ["Coach Tom Brandt"]),
        ("They met Anne Sole, the town's fire chief.", "chief", ["Anne Sole"]),
        ("The winner was Ida Lund.", "winner", ["Ida Lund"]),
        ("The head of the museum, Eva Ray, left.", "head", ["Eva Ray"]),
        ("Later Ana Ruiz complained about the referee.", "referee", []),
        ("He met the leader of the Tarn Party.", "leader", []),
        ("It was designed by Jo Rennie.", "designer", []),
    ],
)
def test_a_role_is_of_the_name_beside_it(text, role, names):
    """A name that a verb or "about" parts from the role is somebody else's."""
    index = ArticleIndex(from_plain("a", text, title="", language="en"))
    found = index.bearers(Span(0, len(text)), tokenise(role).terms[0])
    assert [name.text for name in found] == names
