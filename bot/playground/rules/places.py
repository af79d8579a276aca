"""Places and contacts, held to the Bot API's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules.limits import at_most
from bot.playground.rules.refusal import bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_ACCURACY = 1500
LIVE_SECONDS = (60, 86_400)
LIVE_FOR_EVER = 0x7FFFFFFF
MAX_HEADING = 360
MAX_ALERT_RADIUS = 100_000
MAX_VCARD_BYTES = 2048
_MAX_NAME = 255
_IDS = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


def place(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Bot API's Location: a point, or where somebody is for some time."""
    latitude, longitude = given["latitude"], given["longitude"]
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request("wrong latitude or longitude specified")
    shown: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    _take(shown, given, "horizontal_accuracy", 0, MAX_ACCURACY)
    if given.get("live_period") != LIVE_FOR_EVER:
        _take(shown, given, "live_period", *LIVE_SECONDS)
    else:
        shown["live_period"] = LIVE_FOR_EVER
    live_only = [name for name in ("heading", "proximity_alert_radius") if name in given]
    if live_only and "live_period" not in shown:
        raise bad_request(f"{live_only[0]} is for live locations only")
    _take(shown, given, "heading", 1, MAX_HEADING)
    _take(shown, given, "proximity_alert_radius", 1, MAX_ALERT_RADIUS)
    return shown


def _take(
    shown: dict[str, Any], given: Mapping[str, Any], name: str, least: float, most: float
) -> None:
    if name in given:
        if not least <= given[name] <= most:
            raise bad_request(f"{name} must be from {least} to {most}")
        shown[name] = given[name]


def venue(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a message about a place with a name and an address."""
    for name in ("title", "address"):
        if not given[name].strip():
            raise bad_request(f"venue {name} must be non-empty")
        at_most(given[name], _MAX_NAME, f"venue {name} is too long")
    point = place({name: given[name] for name in ("latitude", "longitude")})
    shown = {"location": point, "title": given["title"], "address": given["address"]}
    shown |= {name: given[name] for name in _IDS if name in given}
    return {"venue": shown, "location": point}


def contact(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Bot API's Contact."""
    if not any(char.isdigit() for char in given["phone_number"]):
        raise bad_request('field "phone_number" must contain a valid phone number')
    if not given["first_name"].strip():
        raise bad_request('field "first_name" must be non-empty')
    if len(given.get("vcard", "").encode()) > MAX_VCARD_BYTES:
        raise bad_request("vCard is too long")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {name: given[name] for name in names if name in given}
