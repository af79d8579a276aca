"""One conversation with everything it stands on, and without Telegram."""

from __future__ import annotations

import datetime as dt

from bot.handlers.asker import Asker
from bot.handlers.conversation import Conversation
from bot.handlers.taps import Taps
from bot.strings.catalogue import load_strings
from tests.fakes.library import FakeLibrary, article
from tests.fakes.state import FakeState

STRINGS = load_strings()
OLENA = Asker(7, 7)
DAY = dt.date(2025, 6, 26)
NEAR = (("summit", "Wednesday"), ("summit", "cheered"))
SECOND = article("second", "The harvest", "Wheat grew well. Rye did not.")
MANUAL = article("manual", "How this bot works", "To ask about another article, send /articles.")


class Desk:
    """One conversation with everything it stands on."""

    def __init__(self, *articles, **library):
        self.library = FakeLibrary(*articles, **library)
        self.state = FakeState()
        self.talk = Conversation(self.library, self.state, STRINGS)
        self.taps = Taps(self.talk)

    def tap(self, reply, label, asker=OLENA):
        buttons = {button.label: button.data for row in reply.buttons for button in row}
        return self.taps.tap(asker, buttons[label])
