"""Inline results of every kind that is supported."""

from __future__ import annotations

from tests.reliability import values

_PLACE = {"latitude": 52.08, "longitude": 4.31}
_SAID = (
    {"message_text": "<b>x</b>", "parse_mode": "HTML"},
    {"message_text": "x", "link_preview_options": {"is_disabled": True}},
    _PLACE,
    {**_PLACE, "title": "World Forum", "address": "The Hague"},
    {"phone_number": "112", "first_name": "Help"},
)
_URL = values.URL


def result_of(stage, rng, number):
    """Return an inline result with an id: an article, a file, a place or a contact."""
    kind = rng.choice(sorted(_KINDS))
    result = {"type": kind, "id": number, **_KINDS[kind](stage, rng)}
    if kind in ("photo", "gif", "video", "audio", "voice", "document") and rng.random() < 0.5:
        values.add_words(rng, result, "caption", 1024, entities="caption_entities")
    if kind != "article" and rng.random() < 0.3:
        result["input_message_content"] = rng.choice(_SAID)
    if rng.random() < 0.5:
        result["reply_markup"] = values.inline_keyboard(rng, private=True)
    return result


def _article(_, rng):
    more = rng.choice(({}, {"url": _URL, "description": "d", "thumbnail_url": _URL}))
    return {"title": values.text_of(rng, 64), "input_message_content": rng.choice(_SAID), **more}


def _file(kind, name=None, **address):
    """Return a maker of results that are files, by their id or by an address."""

    def make(stage, rng):
        if rng.random() < 0.5:
            titled = {"title": "T"} if kind in ("video", "document", "voice") else {}
            return {f"{name or kind}_file_id": stage.file_id(_SENT_AS.get(kind, kind)), **titled}
        return {f"{name or kind}_url": _URL, **address}

    return make


_SENT_AS = {"gif": "animation", "mpeg4_gif": "animation"}
_KINDS = {
    "article": _article,
    "photo": _file("photo", thumbnail_url=_URL, photo_width=9),
    "gif": _file("gif", thumbnail_url=_URL, thumbnail_mime_type="video/mp4"),
    "mpeg4_gif": _file("mpeg4_gif", "mpeg4", thumbnail_url=_URL),
    "video": _file("video", mime_type="video/mp4", thumbnail_url=_URL, title="T"),
    "audio": _file("audio", title="T", performer="P"),
    "voice": _file("voice", title="T", voice_duration=3),
    "document": _file("document", mime_type="application/pdf", title="T"),
    "sticker": lambda stage, _: {"sticker_file_id": stage.file_id("sticker")},
    "location": lambda *_: {**_PLACE, "title": "Here", "live_period": 600, "heading": 360},
    "venue": lambda *_: {**_PLACE, "title": "World Forum", "address": "The Hague"},
    "contact": lambda *_: {"phone_number": "112", "first_name": "Help", "last_name": "Desk"},
}
