"""Every language says everything that English says, filled in with the same, and within limits."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.render.compose import TEXT_LIMIT, Composer, units
from bot.strings.languages import load_languages
from knowledge.cldr import plural_categories

LANGUAGES = load_languages()
ENGLISH = LANGUAGES.of("en")
CODES = pytest.mark.parametrize("code", LANGUAGES.codes)
TRANSLATED = pytest.mark.parametrize("code", [code for code in LANGUAGES.codes if code != "en"])
# The same words in several languages.
SAME = {"summary.normal", *(f"months.{number}" for number in range(12))}
SAMPLE = "Stockholm"
LONGEST_LINK = f"t.me/{'b' * 32}?start={'a' * 64}"
TOASTS = (
    "buttons.expired",
    "articles.gone",
    "other.apology",
    "pausing.told",
    "pausing.article",
    "votes.good",
    "votes.bad",
    "too_much.reader",
    "too_much.group",
)
ALERTS = ("group.not_yours", "group.admins_only")
# Buttons that share a row with another; a phone shows about 24 characters of each.
PAIRED = ("more", "less", "next", "origin.who", "origin.when", "origin.both", "keep")
TURNING = ("pages.earlier", "pages.later", "articles.earlier", "articles.later")
ALONE = (
    "buttons.another",
    "buttons.everywhere",
    "buttons.back",
    "buttons.forget",
    "buttons.private",
    "help.to_owners",
    "sections.next",
    "sections.all",
    "inline.ask",
    "quotes.everyone",
    "articles.all",
    "settings.make_quiet",
    "settings.make_loud",
    "settings.make_asker",
    "settings.make_all",
    "settings.next_comments",
    "settings.next_language",
    "buttons.forget_replies",
    "team.buttons.invite",
    "team.buttons.crown",
)
_COMMAND = re.compile(r"(?<![\w/])/[a-z]+\b")


def forms(strings, key):
    """Return every wording of a sentence."""
    return tuple(strings.forms[key].values()) if key in strings.forms else (strings[key],)


def filled(strings, key):
    """Yield every wording of a sentence, filled in with a sample."""
    for form in forms(strings, key):
        yield form.format(**dict.fromkeys(strings.placeholders(key), SAMPLE))


@TRANSLATED
def test_every_language_says_the_same(code):
    """No key of English lacks, and none is there that English has not."""
    known = LANGUAGES.of(code).known
    lacking, more = sorted(ENGLISH.known - known), sorted(known - ENGLISH.known)
    assert not lacking, f"bot/strings/{code}.yaml lacks: {', '.join(lacking)}"
    assert not more, f"bot/strings/{code}.yaml has what en.yaml has not: {', '.join(more)}"


@TRANSLATED
def test_sentences_are_filled_in_with_the_same(code):
    """A sentence has the placeholders of the English one, and the commands it tells of."""
    strings = LANGUAGES.of(code)
    for key in ENGLISH.known & strings.known:
        assert strings.placeholders(key) == ENGLISH.placeholders(key), key
        told = {command for form in forms(strings, key) for command in _COMMAND.findall(form)}
        assert told == {c for form in forms(ENGLISH, key) for c in _COMMAND.findall(form)}, key


@TRANSLATED
def test_a_translation_is_one(code):
    """No sentence was left in English, and quotation marks are the language's own."""
    strings = LANGUAGES.of(code)
    for key in ENGLISH.known & strings.known - SAME:
        said = "".join(form for form in forms(strings, key))
        if any(letter.isalpha() for letter in re.sub(r"\{\w+\}", "", said)):
            assert said != "".join(forms(ENGLISH, key)), key
        assert not {'"', "'"} & set(said), key


@CODES
def test_a_number_has_all_the_forms_of_the_language(code):
    """Exactly CLDR's plural categories, and the number in each: "one" is also 21 in Ukrainian."""
    strings = LANGUAGES.of(code)
    assert strings.forms
    for key, by_category in strings.forms.items():
        assert by_category.keys() == plural_categories(code), key
        assert all("{count}" in form for form in by_category.values()), key


@CODES
def test_every_sentence_can_be_filled_in(code):
    """With values in it, each is a message of its own."""
    strings = LANGUAGES.of(code)
    for key in strings.known:
        for text in filled(strings, key):
            assert not set(text) & {"{", "}"}, key
            assert units(text) <= TEXT_LIMIT / 2, key
        if key not in strings.forms:
            message = Composer(strings)
            message.say(key, **dict.fromkeys(strings.placeholders(key), SAMPLE))
            assert message.used == units(next(filled(strings, key)))


@CODES
def test_what_is_shown_above_the_chat_fits(code):
    """A toast or an alert stays within Telegram's 200 characters, with the longest link too."""
    strings = LANGUAGES.of(code)
    for key in TOASTS:
        assert units(strings[key]) <= 200, key
    for key in ALERTS:
        assert units(strings.text(key, link=LONGEST_LINK)) <= 200, key
    # The words of an answer have 140 there, and quotation marks around them.
    assert units(strings.text("crowd.stands", words="w" * 142)) <= 200


@CODES
def test_what_telegram_shows_of_the_bot_fits(code):
    """Descriptions keep Telegram's limits: 120, 512, and 256 a command."""
    strings = LANGUAGES.of(code)
    assert 1 <= units(strings["bot.about"]) <= 120
    assert 1 <= units(strings["bot.description"]) <= 512
    commands = {key for key in strings.known if key.startswith("commands.")}
    assert len(commands) > 10
    for key in commands:
        assert 1 <= units(strings[key]) <= 256, key


@CODES
def test_buttons_can_be_read_on_a_phone(code):
    """Two beside each other have 24 characters each, one alone 40, three lengths 12."""
    strings = LANGUAGES.of(code)
    for key in (*(f"buttons.{name}" for name in PAIRED), *TURNING):
        assert units(strings[key]) <= 24, key
    for key in ALONE:
        assert units(strings[key]) <= 40, key
    for name in ("short", "normal", "long"):
        assert units(strings[f"summary.{name}"]) <= 12


@TRANSLATED
@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_is_written_as_in_cldr(code, month):
    """The order of its parts and the months' names are those of the language."""
    day = dt.date(2026, month, 3)
    assert LANGUAGES.of(code).date(day) == format_date(day, "long", locale=code)


def test_ukrainian_counts_as_people_do():
    """One, two, five and twenty-one take three forms."""
    strings = LANGUAGES.of("uk")
    counted = [strings.counted("about.words", count) for count in (1, 2, 5, 11, 21, 1_000)]
    assert counted == ["1 слово", "2 слова", "5 слів", "11 слів", "21 слово", "1\u00a0000 слів"]


@given(st.integers(0, 10**9))
def test_any_number_of_things_can_be_told(count):
    """Every number has its form in every language, and is in it as the language writes it."""
    for strings in map(LANGUAGES.of, LANGUAGES.codes):
        for key in strings.forms:
            others = dict.fromkeys(strings.placeholders(key) - {"count"}, SAMPLE)
            assert strings.number(count) in strings.counted(key, count, **others)


def test_every_language_has_its_own_name():
    """An administrator finds it in a list whatever language that is in."""
    names = {LANGUAGES.of(code)["language"] for code in LANGUAGES.codes}
    assert names >= {"English", "Deutsch", "Українська"}
