"""Values for parameters and fields by their names, within the limits."""

from __future__ import annotations

from bot.playground.rules.keyboards import MAX_BUTTONS_A_ROW
from tests.reliability.stage import SCHEMA

WORD = "summit Poland 4.12% 😀 Гаага NATO חדשות “quote” <b> & _x_ *y* [z] . ! # /help @someone"
HTML = (
    "<b>Where</b> was <i>the <u>summit</u></i>?",
    '<a href="https://example.org/?a=1&amp;b=2">Read</a> &lt;here&gt;',
    "<blockquote expandable>It was in <b>The Hague</b>.</blockquote> 😀",
    '<pre><code class="language-python">x = 1</code></pre> <code>y</code>',
)
MARKDOWN_V2 = (
    "*Where* was _the __summit___?",
    "[Read](https://example.org/) ||here|| \\.",
    ">It was in *The Hague*\\.\n**>So they say||",
    "```python\nx = 1``` `y`",
)
MARKDOWN = ("*Where* was _the summit_?", "[Read](https://example.org/) `here`", "4 \\* 4")
MARKUP = {"HTML": HTML, "MarkdownV2": MARKDOWN_V2, "Markdown": MARKDOWN}
SIMPLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
LINKS = ("https://example.org", "https://t.me/VerbatimBot?start=a", "http://example.org/a?b=c#d")
URL = "https://example.org/a.png"
EMOJI = ("👍", "❤", "🔥", "🤔", "🎉")
RANGES = {
    "cache_time": (0, 300), "draft_id": (1, 2**31 - 1), "duration": (0, 86_400),
    "heading": (1, 360), "height": (1, 10_000), "horizontal_accuracy": (0, 1500),
    "latitude": (-90, 90), "length": (1, 640), "live_period": (60, 86_400), "limit": (1, 100),
    "longitude": (-180, 180), "max_connections": (1, 100), "member_limit": (1, 99_999),
    "open_period": (5, 2_628_000), "proximity_alert_radius": (1, 100_000), "timeout": (0, 0),
    "unix_time": (0, 2**31 - 1), "width": (1, 10_000), "offset": (0, 3), "request_id": (1, 99),
    "max_quantity": (1, 10), "start_timestamp": (0, 60),
}  # fmt: skip
# How long a text of a name may be, where it is one that Telegram limits.
LENGTHS = {
    "address": 255, "custom_title": 16, "description": 255, "explanation": 200, "first_name": 64,
    "input_field_placeholder": 64, "last_name": 64, "name": 32,
    "performer": 64, "query": 256, "question": 300, "short_description": 120,
    "switch_inline_query": 256, "switch_inline_query_current_chat": 256, "tag": 16, "title": 128,
}  # fmt: skip
CHOICES = {
    "action": ("typing", "upload_photo", "choose_sticker", "record_video_note"),
    "emoji": EMOJI, "foursquare_id": ("4a",), "foursquare_type": ("arts/museum",),
    "google_place_id": ("g1",), "google_place_type": ("museum",),
    "icon_color": (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F),
    "icon_custom_emoji_id": ("5357001", "5357006"), "ip_address": ("127.0.0.1",),
    "language": ("python", "c"), "language_code": ("en", "uk", "de"),
    "next_offset": ("", "x" * 64),
    "phone_number": ("+380441234567", "112"), "secret_token": ("s" * 256, "a-b_c"),
    "style": ("primary", "success", "danger"), "vcard": ("BEGIN:VCARD\nEND:VCARD",),
    "bot_username": ("VerbatimBot",), "forward_text": ("Log in",),
    "thumbnail_mime_type": ("image/jpeg", "video/mp4"), "certificate": (),
}  # fmt: skip


def text_of(rng, most, least=1):
    """Return a text with something in it, up to so many UTF-16 units."""
    size = rng.choice((least, rng.randint(least, min(most, 40)), most))
    words = "".join(rng.choices(WORD, k=size)).strip() or "x"
    while (over := len(words.encode("utf-16-le")) // 2 - most) > 0:
        words = words[: -(over + 1) // 2].strip() or "x"
    return words + "x" * (least - len(words))


def entities_of(rng, text):
    """Return entities that fit a text: one in another, and one beside them."""
    bounds = [0]
    for char in text:
        bounds.append(bounds[-1] + (2 if ord(char) > 0xFFFF else 1))
    if len(text) < 4:
        return []
    middle = rng.randint(1, len(text) - 2)
    outer = {"type": rng.choice(SIMPLE), "offset": 0, "length": bounds[middle]}
    inner = {"type": rng.choice(("italic", "text_link")), "offset": 0, "length": bounds[1]}
    if inner["type"] == "text_link":
        inner["url"] = rng.choice(LINKS)
    beside = {
        "type": rng.choice(("code", "pre", "blockquote", "expandable_blockquote", "bold")),
        "offset": bounds[middle],
        "length": bounds[-1] - bounds[middle],
    }
    return rng.choice(([outer], [outer, inner], [outer, beside], [beside]))


def add_words(rng, given, name, most, *, mode="parse_mode", entities="entities"):
    """Put a text under a name, plain or with entities or markup beside it."""
    way = rng.choice(("plain", "plain", "entities", "markup"))
    given.pop(mode, None)
    given.pop(entities, None)
    if way == "markup":
        given[mode] = rng.choice(sorted(MARKUP))
        given[name] = rng.choice(MARKUP[given[mode]])
        return
    given[name] = text_of(rng, most)
    if way == "entities":
        given[entities] = entities_of(rng, given[name])


def inline_keyboard(rng, *, private):
    """Return an inline keyboard: of one button, or the largest there may be."""
    size = rng.choice((1, 2, MAX_BUTTONS_A_ROW))
    rows = rng.choice((1, 1, 2, 12))
    return {
        "inline_keyboard": [
            [button(rng, private=private) for _ in range(size)] for _ in range(rows)
        ]
    }


def button(rng, *, private):
    """Return a button of any kind that is supported."""
    kinds = [
        {"callback_data": rng.choice(("x", "é" * 32))},
        {"url": rng.choice(LINKS)},
        {"copy_text": {"text": text_of(rng, 256)}},
        {"switch_inline_query": rng.choice(("", "summit"))},
        {"switch_inline_query_current_chat": ""},
        {"switch_inline_query_chosen_chat": {"query": "a", "allow_group_chats": True}},
        {"login_url": {"url": "https://example.org/login", "request_write_access": True}},
    ]
    if private:
        kinds.append({"web_app": {"url": "https://example.org/app"}})
    looks = rng.choice(({}, {}, {"style": "danger"}, {"icon_custom_emoji_id": "5357001"}))
    return {"text": text_of(rng, 20), **looks, **rng.choice(kinds)}


def keys(rng, *, private):
    """Return what stands in the place of the letters: a keyboard, none, or a forced reply."""
    plain = [text_of(rng, 20), {"text": text_of(rng, 20)}]
    asking = [
        {"text": "Phone", "request_contact": True},
        {"text": "Place", "request_location": True},
        {"text": "Poll", "request_poll": {"type": "quiz"}},
        {"text": "Who", "request_users": {"request_id": 1, "max_quantity": 10}},
        {"text": "Which", "request_chat": {"request_id": 2, "chat_is_channel": False}},
        {"text": "App", "web_app": {"url": "https://example.org/app"}},
    ]
    row = [rng.choice(plain + (asking if private else [])) for _ in range(rng.randint(1, 3))]
    keyboard = {"keyboard": [row, []], "resize_keyboard": True}
    return rng.choice(
        (
            keyboard,
            {**keyboard, "input_field_placeholder": "x" * 64, "selective": True},
            {"remove_keyboard": True},
            {"force_reply": True, "input_field_placeholder": "Ask"},
        )
    )


def scalar(rng, name, kind):
    """Return a value of a simple type for a parameter or field of a name."""
    if name in CHOICES:
        return rng.choice(CHOICES[name])
    if kind == "Boolean":
        return rng.random() < 0.5
    if kind == "True":
        return True
    if kind == "Float":
        least, most = RANGES[name]
        return rng.choice((least, most, rng.uniform(least, most)))
    if kind == "Integer":
        least, most = RANGES[name]
        return rng.choice((least, most, rng.randint(least, most)))
    if name.endswith("url"):
        return URL
    return text_of(rng, LENGTHS[name])


def thing(rng, kind, *, without=(), always=()):
    """Return an object of a type: what it needs, and some of its other fields of simple types."""
    made = {}
    for name, field in SCHEMA.fields(kind).items():
        simple = [t for t in field.types if t in ("Boolean", "True", "Float", "Integer", "String")]
        wanted = field.required or name in always or rng.random() < 0.3
        if name not in without and simple and wanted:
            made[name] = scalar(rng, name, simple[0])
    return made
