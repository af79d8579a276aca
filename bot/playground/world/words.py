"""The bot's words as Telegram keeps them: markup read, mentions known, entities found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.rules import entities as marks
from bot.playground.rules import limits, markup
from bot.playground.rules.entities import is_link
from bot.playground.rules.refusal import Refusal, bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.playground.rules.entities import Entities
    from bot.playground.world.world import World


def formatted(
    world: World, given: Mapping[str, Any], name: str, mode: str = "", entities_name: str = ""
) -> tuple[str, Entities]:
    """Return a text among parameters, and its entities; a parse mode goes before entities.

    `mode` and `entities_name` are the parameters beside `name`, where they are not
    ``<name>_parse_mode`` and ``<name>_entities``.
    """
    text: str = given.get(name, "")
    parse_mode = given.get(mode or f"{name}_parse_mode", "")
    if parse_mode:
        text, entities = markup.parse(text, parse_mode)
    else:
        entities = given.get(entities_name or f"{name}_entities", [])
    marks.check(text, entities)
    return text, [known for entity in entities if (known := _known(world, entity)) is not None]


def _known(world: World, entity: dict[str, Any]) -> dict[str, Any] | None:
    """Return an entity with the user it mentions; None where there is none: Telegram drops it."""
    if entity["type"] != "text_mention":
        return entity
    number = entity.get("user", {}).get("id")
    if number == world.bot["id"]:
        return {**entity, "user": dict(world.bot)}
    try:
        return {**entity, "user": dict(world.person(number).person)}
    except Refusal:
        return None


def text(world: World, given: Mapping[str, Any], name: str = "text") -> dict[str, Any]:
    """Return the content of a text message."""
    if not given.get(name):
        raise bad_request("message text is empty")
    plain, marked = formatted(world, given, name, "parse_mode", "entities")
    kept, found = limits.message_text(plain, marked)
    content: dict[str, Any] = {"text": kept}
    if found:
        content["entities"] = found
    preview = given.get("link_preview_options")
    if preview is not None:
        if preview.get("url") and not is_link(preview["url"]):
            raise bad_request("WEBPAGE_URL_INVALID")
        content["link_preview_options"] = preview
    return content


def caption(world: World, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the caption of a message, or nothing where there is none."""
    kept, found = limits.message_caption(*formatted(world, given, "caption", "parse_mode"))
    if not kept:
        return {}
    return {"caption": kept, "caption_entities": found} if found else {"caption": kept}


def field(world: World, given: Mapping[str, Any], name: str, problem: str) -> dict[str, Any]:
    """Return a text that is a part of something, such as a poll's question, with its entities.

    It is trimmed; nothing comes back for an empty one. One longer than `limits` allow is
    refused with `problem`, which names the limit as its last word.
    """
    kept, moved = marks.trim(*formatted(world, given, name))
    if not kept:
        return {}
    limits.at_most(kept, int(problem.rpartition(" ")[2]), problem)
    found = marks.find(kept, moved)
    return {name: kept, f"{name}_entities": found} if found else {name: kept}
