"""Files of the world: their objects are complete, their bytes are not kept."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.rules.refusal import bad_request

_PHOTO_SIZES = ((90, 60), (320, 213), (1280, 853))
_FACTS: dict[str, dict[str, Any]] = {
    "document": {"file_size": 48_213, "file_name": "notes.pdf", "mime_type": "application/pdf"},
    "voice": {"file_size": 9_120, "duration": 4, "mime_type": "audio/ogg"},
    "sticker": {
        "file_size": 21_004, "type": "regular", "width": 512, "height": 512,
        "is_animated": False, "is_video": False, "emoji": "👍",
    },
    "video": {
        "file_size": 402_118, "width": 1280, "height": 720, "duration": 12,
        "mime_type": "video/mp4",
    },
    "animation": {
        "file_size": 90_344, "width": 480, "height": 270, "duration": 3, "mime_type": "video/mp4",
    },
    "audio": {"file_size": 310_552, "duration": 31, "mime_type": "audio/mpeg"},
    "video_note": {"file_size": 120_871, "length": 240, "duration": 6},
}  # fmt: skip
# What Telegram calls the kinds of files in its refusals.
_CALLED = {
    "photo": "Photo", "document": "Document", "voice": "VoiceNote", "sticker": "Sticker",
    "video": "Video", "animation": "Animation", "audio": "Audio", "video_note": "VideoNote",
}  # fmt: skip
KINDS = frozenset(_FACTS) | {"photo"}
FOLDERS = {"photo": "photos", "voice": "voice", "sticker": "stickers", "audio": "music"}
# What a topic may bear before its name; the ids are this world's own.
TOPIC_ICONS = {
    number: {
        "file_id": f"playground-topic-{number}", "file_unique_id": f"topic-{number}",
        "type": "custom_emoji", "width": 100, "height": 100, "is_animated": False,
        "is_video": False, "emoji": emoji, "set_name": "Topics", "custom_emoji_id": number,
        "needs_repainting": True,
    }
    for number, emoji in zip(map(str, range(5_357_001, 5_357_007)), "📰💡⚡🎙🗳❓", strict=True)
}  # fmt: skip


class Files:
    """Makes the files that people and the bot send, and remembers them by ``file_id``."""

    def __init__(self) -> None:
        self._content: dict[str, dict[str, Any]] = {}
        self._paths: dict[str, tuple[dict[str, Any], str]] = {}

    def new(self, kind: str, name: str = "") -> dict[str, Any]:
        """Return the message content of a new file, such as ``{"voice": {...}}``."""
        if kind not in KINDS:
            raise bad_request("an attachment is a photo, document, voice or sticker")
        if kind == "photo":
            sizes = [
                {**_identity(), "file_size": w * h // 8, "width": w, "height": h}
                for w, h in _PHOTO_SIZES
            ]
            return self._keep(kind, {"photo": sizes}, sizes)
        file = {**_identity(), **_FACTS[kind]}
        if name:
            file["file_name"] = name
        content = {kind: file}
        if kind == "animation":
            # As documented, "for backward compatibility".
            names = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
            content["document"] = {n: file[n] for n in names if n in file}
        return self._keep(kind, content, [file])

    def again(self, kind: str, file_id: str) -> dict[str, Any]:
        """Return the content of a file that was sent before, or refuse as Telegram does."""
        content = self._content.get(file_id)
        if content is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        sent = next(iter(content))
        if kind != sent:
            raise bad_request(f"can't use file of type {_CALLED[sent]} as {_CALLED[kind]}")
        return content

    def describe(self, file_id: str) -> dict[str, Any]:
        """Return the Bot API's File, with the path it would be downloaded from."""
        if file_id not in self._paths:
            raise bad_request("invalid file_id")
        file, path = self._paths[file_id]
        shown = {name: file[name] for name in ("file_id", "file_unique_id", "file_size")}
        return {**shown, "file_path": path}

    def _keep(
        self, kind: str, content: dict[str, Any], files: list[dict[str, Any]]
    ) -> dict[str, Any]:
        for file in files:
            self._content[file["file_id"]] = content
            path = f"{FOLDERS.get(kind, f'{kind}s')}/file_{len(self._paths)}"
            self._paths[file["file_id"]] = (file, path)
        return content


def _identity() -> dict[str, Any]:
    return {
        "file_id": "playground-" + secrets.token_urlsafe(24),
        "file_unique_id": secrets.token_urlsafe(9),
    }
