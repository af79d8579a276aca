"""Valid requests: drawn from the schema, about what is on the stage, within all limits.

Each supported method has a target, which makes what the request is about; what else a method
takes is drawn from the schema by chance. A parameter that nothing here knows how to fill
raises KeyError, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from bot.playground.api.methods.registry import METHODS
from tests.reliability import values
from tests.reliability.stage import KEYS, SCHEMA, WORDS
from tests.reliability.targets import ALONE, TARGETS

SUPPORTED = [*sorted(METHODS), "getUpdates"]
TAKES = {name: method.takes for name, method in METHODS.items()} | {
    "getUpdates": frozenset({"offset", "limit", "timeout"})
}
# Parameters that mean something together with others only: their method's target, or the
# text they belong to, gives them.
_TOGETHER = frozenset(
    {
        "actor_chat_id", "caption_entities", "certificate", "chat_id", "close_date",
        "correct_option_ids", "description_entities", "description_parse_mode", "entities",
        "ephemeral_message_parameters", "explanation", "explanation_entities",
        "explanation_parse_mode", "heading",
        "inline_message_id", "is_closed", "members_only", "message_id", "message_thread_id",
        "parse_mode", "proximity_alert_radius", "question_entities", "question_parse_mode",
        "reaction", "scope", "show_caption_above_media", "type", "user_id",
    }
)  # fmt: skip
_UPLOADS = frozenset({"animation", "audio", "document", "photo", "sticker", "thumbnail", "video",
                      "video_note", "voice"})  # fmt: skip
# Texts with entities beside them: how long they may be, and what those are called.
_WORDS = {
    "caption": (1024, "parse_mode", "caption_entities"),
    "text": (4096, "parse_mode", "entities"),
    "question": (300, "question_parse_mode", "question_entities"),
}
_MAX_DESCRIPTIONS = {"sendPoll": 1024, "setMyDescription": 512, "setChatDescription": 255}


def request(stage, rng, method):
    """Return a valid request of a method as (parameters, names of uploaded files)."""
    given = TARGETS.get(method, lambda *_: {})(stage, rng)
    fields = SCHEMA.parameters(method)
    for name in sorted(TAKES[method]):
        if name in given or name in _TOGETHER or name in ALONE.get(method, ()):
            continue
        if fields[name].required or rng.random() < 0.35:
            _fill(stage, rng, method, given, name)
    files = {"upload"} if _names_upload(given) else set()
    if rng.random() < 0.1 and isinstance(given.get("chat_id"), int):
        given["chat_id"] = _by_name(stage, given["chat_id"])
    return given, files


def _by_name(stage, chat_id):
    """Return a channel by its username, as a bot may name it; other chats by their id."""
    return "@the_newsroom" if chat_id == stage.channel.id else chat_id


def _names_upload(value):
    if isinstance(value, dict):
        return any(map(_names_upload, value.values()))
    if isinstance(value, list):
        return any(map(_names_upload, value))
    return value == "attach://upload"


def _fill(stage, rng, method, given, name):
    """Put a value for a parameter into the request, and what belongs to it."""
    if name in _WORDS and _WORDS[name][2] in TAKES[method]:
        most, mode, entities = _WORDS[name]
        values.add_words(rng, given, name, most, mode=mode, entities=entities)
    elif name == "text":
        given[name] = values.text_of(rng, 200)
    elif name == "reply_markup":
        given[name] = _markup(stage, rng, method, given)
    elif name == "reply_parameters":
        given[name] = _reply(stage, rng, given)
    elif name in _UPLOADS:
        given[name] = _file(stage, rng, method, name)
    elif name == "link_preview_options":
        given[name] = values.thing(rng, "LinkPreviewOptions")
    elif name in ("permissions", "rights"):
        kind = SCHEMA.parameters(method)[name].types[0]
        given[name] = values.thing(rng, kind)
    elif name == "emoji" and method == "sendDice":
        given[name] = rng.choice("🎲🎯🎳🏀⚽🎰")
    elif name == "description":
        given[name] = values.text_of(rng, _MAX_DESCRIPTIONS[method])
    elif name in ("until_date", "expire_date"):
        given[name] = stage.world.now() + rng.choice((60, 86_400, 10**8))
    elif name == "live_period":
        given |= {"live_period": rng.choice((60, 86_400, 0x7FFFFFFF))}
        given |= values.thing(rng, "Location", without=set(given) | {"horizontal_accuracy"})
    else:
        kind = SCHEMA.parameters(method)[name].types[0]
        given[name] = values.scalar(rng, name, kind)


def _chat(stage, given):
    return stage.world.chat(given["chat_id"])


def _markup(stage, rng, method, given):
    chat = _chat(stage, given) if "chat_id" in given else stage.private
    private = chat is stage.private
    kinds = SCHEMA.parameters(method)["reply_markup"].types
    if len(kinds) > 1 and chat is not stage.channel and rng.random() < 0.5:
        return values.keys(rng, private=private)
    keyboard = values.inline_keyboard(rng, private=private)
    # What stands there already must not come again: an edit changes something.
    return keyboard if keyboard != KEYS else {"inline_keyboard": []}


def _reply(stage, rng, given):
    chat = _chat(stage, given)
    if rng.random() < 0.2:
        return {"message_id": 999_999, "allow_sending_without_reply": True}
    if "message_thread_id" in given:
        number = stage.sent(chat, message_thread_id=given["message_thread_id"])
        return {"message_id": number}
    if rng.random() < 0.25:
        other = rng.choice([one for one in stage.chats if one is not chat])
        reply = {"chat_id": other.id, "message_id": stage.said(other)}
    else:
        reply = {"message_id": stage.said(chat)}
    if rng.random() < 0.5:
        start = rng.randrange(len(WORDS) - 1)
        reply["quote"] = WORDS[start : rng.randint(start + 1, len(WORDS))]
        reply["quote_position"] = start
        if len(reply["quote"]) > 2 and "chat_id" not in reply and rng.random() < 0.5:
            bold = {"type": "bold", "length": 2}
            reply["message_id"] = stage.sent(chat, entities=[{**bold, "offset": start}])
            reply["quote_entities"] = [{**bold, "offset": 0}]
    return reply


def _file(stage, rng, method, kind):
    if kind == "thumbnail" or method == "setChatPhoto":
        return "attach://upload"
    return rng.choice(("attach://upload", values.URL, stage.file_id(kind)))
