"""Cities and the time they keep, by all the names that people have for them."""

from __future__ import annotations

import time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.cities import LONGEST, called, find
from bot.strings.languages import available

NAMES = {
    "Europe/Kyiv": "Kyiv|Kiev|Kiew|Київ|Києві|у Києві|за Києвом|Київ, Україна|Львів|Lwiw|Lviv"
    "|у Львові|Харкові|Одесі|Вінниці|Івано-Франківську|Івано Франківськ|Кривому Розі",
    "Europe/Berlin": "Berlin|Берліні|München|munchen|MUENCHEN|Munich|Мюнхені|Köln|Koeln|Кельн",
    "Europe/Vienna": "Wien|in Wien|Vienna|Відень|Відні|Wiedeń|Graz",
    "Europe/Warsaw": "Warschau|Warszawa|Варшаві|Warshaw|Kraków|krakow|Краків|Кракові|Łódź|Lodz",
    "America/New_York": "New York|new-york|Nowy Jork|Нью-Йорк|у Нью-Йорку|NYC|America/New York",
    "Europe/Zurich": "Zürich|Zurich|Zuerich|Genf|St. Gallen",
    "Europe/Prague": "Praha|Prag|Прага|Празі",
    "America/Sao_Paulo": "São Paulo|sao paulo",
    "Asia/Jerusalem": "Tel Aviv|Tel-Aviv|Тель-Авіві",
    "Asia/Kolkata": "Calcutta|Kolkata|Mumbai",
}
ZONES = [*NAMES, "America/Los_Angeles", "Asia/Tokyo", "Asia/Shanghai", "Europe/Istanbul", "UTC"]
NAMED = [(name, zone) for zone, names in NAMES.items() for name in names.split("|")]


@pytest.mark.parametrize(("name", "zone"), NAMED)
def test_a_city_is_found_by_its_name(name, zone):
    """In any language, with or without accents, in the case that a sentence wants."""
    assert find(name) == zone


@pytest.mark.parametrize("name", ["", "in", "--", "Atlantis", "Berln", "xx", "../../etc/passwd"])
def test_what_is_no_city_is_none(name):
    """Neither is what a slip makes of two: Berlin or Bern."""
    assert find(name) is None


@pytest.mark.parametrize("name", ["GMT+2", "gmt-1", "UTC+1", "Etc/GMT+22", "Berlin 18"])
def test_another_figure_is_no_slip(name):
    """An offset that isn't known is asked for again, not taken for the nearest one."""
    assert find(name) is None


@pytest.mark.parametrize("name", ["Paris, Texas", "Berlin, New Hampshire", "Athens, Georgia"])
def test_a_namesake_in_america_is_not_the_european_city(name):
    """Neither is it guessed what time it keeps; one that is known there is found."""
    assert find(name) is None
    assert find("Portland, Oregon") == "America/Los_Angeles"
    assert find("New York, New York") == "America/New_York"
    assert find("Tbilisi, Georgia") == "Asia/Tbilisi"


def test_every_zone_is_found_by_its_own_name():
    """However it is written: the zone itself comes back."""
    for name in available_timezones():
        assert find(name.casefold()) == name


@pytest.mark.parametrize("language", available())
def test_a_zones_city_is_called_as_the_reader_calls_it(language):
    """And is found by that name: what an example says can be sent."""
    assert called("Europe/Kyiv", language) == {"en": "Kyiv", "de": "Kiew", "uk": "Київ"}[language]
    assert called("UTC", language) == "UTC"
    for zone in ZONES:
        assert find(called(zone, language)) == zone


@given(st.text(max_size=200))
def test_any_text_is_a_zone_or_none(text):
    """What comes back can be used as it is."""
    found = find(text)
    assert found is None or found in available_timezones()


def test_long_texts_cost_nothing():
    """A stranger's text is looked at as far as a name goes."""
    find("Kyiv")
    began = time.process_time()
    for _ in range(20):
        assert find("я" * 4096) is None
        find("а" * LONGEST)
    assert time.process_time() - began < 0.5
