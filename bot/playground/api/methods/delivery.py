"""How updates come to the bot. ``getUpdates`` is not here: it waits, so it is the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import unsupported

if TYPE_CHECKING:
    from bot.playground.world.world import World


def _set_webhook(world: World, params: Params) -> bool:
    if params["url"]:
        raise unsupported("webhooks; use getUpdates")
    return _delete_webhook(world, params)


def _delete_webhook(world: World, params: Params) -> bool:
    if params.get("drop_pending_updates"):
        world.updates.clear()
    return True


def _webhook_info(world: World, _: Params) -> dict[str, Any]:
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


METHODS = {
    "setWebhook": method(_set_webhook, "url drop_pending_updates"),
    "deleteWebhook": method(_delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": method(_webhook_info),
}
