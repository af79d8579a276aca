"""Several photos, videos, documents or audio files sent as one album."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from bot.playground.api.methods.content import put
from bot.playground.api.methods.media import file_content
from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import bad_request, unsupported

if TYPE_CHECKING:
    from bot.playground.world.chats import Message
    from bot.playground.world.world import World

SMALLEST, LARGEST = 2, 10
# These stand with their own kind only; photos and videos stand together.
_ALONE = ("document", "audio")


def _send_album(world: World, params: Params) -> list[Message]:
    media = params["media"]
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > LARGEST:
        raise bad_request("too many messages to send as an album")
    if len(media) < SMALLEST:
        # Telegram would send it alone; the documents ask for 2.
        raise bad_request(f"an album must include {SMALLEST}-{LARGEST} items")
    kinds = {one["type"] for one in media}
    if "live_photo" in kinds:
        raise unsupported("live photos")
    for alone in _ALONE:
        if alone in kinds and len(kinds) > 1:
            raise bad_request(f"{alone} can't be mixed with other media types")
    if len({one.get("show_caption_above_media", False) for one in media}) > 1:
        raise bad_request("parameter show_caption_above_media must be the same for all messages")
    contents = [file_content(world, one["type"], one["media"], one) for one in media]
    chat = world.chat(params["chat_id"])
    for content in contents:
        chat.check_open_to_bot(content)
    number = str(secrets.randbits(60))
    return [put(world, params, {**content, "media_group_id": number}) for content in contents]


METHODS = {
    "sendMediaGroup": method(
        _send_album,
        "chat_id message_thread_id media disable_notification protect_content reply_parameters",
    ),
}
