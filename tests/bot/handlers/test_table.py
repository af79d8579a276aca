"""The short way to the commonest handler leads where the long one does."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update
from telegram.ext import Application, ApplicationHandlerStop

from bot.application import build
from bot.handlers.crowds import Crowds
from bot.handlers.table import PlainWords
from bot.outbox.outbox import Outbox
from bot.outbox.rates import UNLIMITED
from bot.strings.languages import load_languages
from tests.fakes.bot_api import TOKEN, RecordingRequest
from tests.fakes.delivery import FakeDelivery
from tests.fakes.library import FakeLibrary
from tests.fakes.state import FakeState

TEXTS = ["Why?", "/start", "/start own_aaaaaaaaaaaaaaaaaaaaaa", "/help me", "", "stop", "#x"]
