"""What `verbatim doctor` asks Telegram: the token, webhooks, the clock, rights in chats."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from telegram.error import NetworkError

from bot.doctor.finding import Finding
from bot.request import AiohttpRequest, BotApi

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from bot.config import Config

    Clock = Callable[[], dt.datetime]

_SECONDS: Final = 10.0
_LATE: Final = 5.0
_FAR: Final = 60.0
_MANY: Final = 1000
_ADD: Final = "add the bot to it, or take the chat out of the list"


class _Refused(Exception):  # noqa: N818 -- not an error: what Telegram has answered
    """Telegram answers that it won't. `status` is HTTP's."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status


async def examine_telegram(config: Config, chats: Sequence[str], clock: Clock) -> list[Finding]:
    """Return what is found; where Telegram can't be reached, that alone."""
    token, api_url = config.telegram.token.reveal(), config.telegram.api_url
    request = AiohttpRequest()
    await request.initialize()
    try:
        found = [await _clock(request, api_url, clock)]
        if not token:
            advice = "set TELEGRAM_BOT_TOKEN to the one from @BotFather"
            return [*found, Finding("fail", "token", "there is none", advice)]
        asked = _Asked(BotApi(request, api_url, token))
        try:
            me = await asked.result("getMe")
            found.append(_me(me))
            found += _webhook(config, await asked.result("getWebhookInfo"))
            for chat in chats:
                found += await _chat(asked, chat, int(me["id"]))
        except _Refused as error:
            found.append(_refused(error))
        except NetworkError as error:
            advice = f"see to the network, name service and firewalls on the way to {api_url}"
            found.append(Finding("fail", "telegram", f"not reachable: {error}", advice))
        return found
    finally:
        await request.shutdown()


class _Asked:
    """The Bot API by method; its results, or `_Refused`."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def result(self, method: str, **parameters: object) -> dict[str, Any]:
        status, body = await self._api.call(method, parameters, _SECONDS)
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise _Refused(status, "no answer of a Bot API server")
        if answer.get("ok") is not True or not isinstance(answer.get("result"), dict):
            raise _Refused(status, str(answer.get("description")))
        result: dict[str, Any] = answer["result"]
        return result


def _refused(error: _Refused) -> Finding:
    if error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        advice = "copy it again from @BotFather into TELEGRAM_BOT_TOKEN"
        return Finding("fail", "token", "Telegram refuses it", advice)
    advice = "try again later; telegram.api_url must be a Bot API server"
    return Finding("fail", "telegram", f"it answers {error.status}: {error}", advice)


async def _clock(request: AiohttpRequest, api_url: str, clock: Clock) -> Finding:
    check = "clock"
    try:
        written = await request.date(api_url, _SECONDS)
        theirs = parsedate_to_datetime(written)
        off = (clock() - theirs).total_seconds()
    except NetworkError:
        return Finding("warn", check, "not compared: the Bot API server is not reachable")
    except (ValueError, TypeError):  # no date, or one without a zone
        return Finding("warn", check, "not compared: the server's answer has no date")
    advice = "set the clock by NTP: `timedatectl set-ntp true`"
    text = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the Bot API server"
    if abs(off) > _FAR:
        return Finding("fail", check, text, advice)
    # The header counts whole seconds.
    return Finding("warn", check, text, advice) if abs(off) > _LATE else Finding("ok", check, text)


def _me(me: dict[str, Any]) -> Finding:
    text = f"@{me.get('username')} ({me.get('first_name')}, id {me.get('id')})"
    return Finding("ok", "token", text)


def _webhook(config: Config, info: dict[str, Any]) -> list[Finding]:
    check = "updates"
    mine = config.telegram.webhook_url
    url, pending = str(info.get("url") or ""), int(info.get("pending_update_count") or 0)
    # Of an address only the host: its path may be the secret.
    host = urlsplit(url).hostname or "an address"
    found = []
    if url and not mine:
        found.append(
            Finding(
                "fail",
                check,
                f"a webhook is set, at {host}: Telegram sends the updates there, not here",
                "if nobody needs it, remove it by the Bot API's deleteWebhook; or set"
                " telegram.webhook_url",
            )
        )
    elif mine and url != mine:
        where = f"at {host}, not at telegram.webhook_url" if url else "nowhere"
        advice = "`verbatim run` sets it; see that no other program does"
        found.append(Finding("warn", check, f"the webhook is set {where}", advice))
    else:
        way = f"by webhook, at {host}" if mine else "by polling"
        found.append(Finding("ok", check, f"{way}; {pending} wait at Telegram"))
    if mine and info.get("last_error_message"):
        advice = "see that telegram.webhook_url can be reached, and its certificate is good"
        text = f"Telegram's last delivery failed: {info['last_error_message']}"
        found.append(Finding("warn", check, text, advice))
    if pending >= _MANY:
        advice = "see in the log and in /metrics why they are not taken"
        found.append(Finding("warn", check, f"{pending} wait at Telegram", advice))
    return found


async def _chat(asked: _Asked, chat: str, me: int) -> list[Finding]:
    """Look at the bot's place in a chat, and in the group that is linked to a channel."""
    try:
        known = await asked.result("getChat", chat_id=_reference(chat))
        found = [await _place(asked, known, me)]
        linked = known.get("linked_chat_id")
        if linked is not None and known.get("type") == "channel":
            try:
                group = await asked.result("getChat", chat_id=linked)
                found.append(await _place(asked, group, me, linked=True))
            except _Refused as error:
                text = f"the discussion group of {_title(known)}: {error}"
                advice = "add the bot to the discussion group, so that it can answer in comments"
                found.append(Finding("warn", "chat", text, advice))
        elif known.get("type") == "channel":
            advice = "link one in the channel's settings, if readers shall ask in comments"
            found.append(
                Finding("warn", "chat", f"{_title(known)} has no discussion group", advice)
            )
    except _Refused as error:
        if error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
            raise
        return [Finding("fail", "chat", f"{chat}: {error}", _ADD)]
    return found


async def _place(asked: _Asked, chat: dict[str, Any], me: int, *, linked: bool = False) -> Finding:
    member = await asked.result("getChatMember", chat_id=chat["id"], user_id=me)
    status, kind = member.get("status"), chat.get("type")
    name = f"{_title(chat)}{' (discussion group)' if linked else ''}"
    if status in {"left", "kicked"}:
        return Finding("fail", "chat", f"{name}: the bot is not in it", _ADD)
    if kind == "channel" and not member.get("can_post_messages"):
        advice = "make the bot an administrator with the right to post messages"
        return Finding("fail", "chat", f"{name}: the bot may not post", advice)
    if status == "restricted" and not member.get("can_send_messages"):
        advice = "lift the bot's restriction"
        return Finding("fail", "chat", f"{name}: the bot may not write", advice)
    if status == "member" and chat.get("permissions", {}).get("can_send_messages") is False:
        advice = "allow members to write, or make the bot an administrator"
        return Finding("fail", "chat", f"{name}: the bot may not write", advice)
    return Finding("ok", "chat", f"{name}: {status}")


def _reference(chat: str) -> int | str:
    return int(chat) if chat.removeprefix("-").isdecimal() else chat


def _title(chat: dict[str, Any]) -> str:
    return f"{chat.get('type')} {chat.get('title') or chat.get('username') or chat.get('id')}"
