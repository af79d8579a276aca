"""How updates come to the bot. ``getUpdates`` is not here: it waits, so it is the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.api.methods.method import Params, method
from bot.playground.rules.refusal import bad_request, unsupported
from bot.playground.rules.schema import load_schema
from bot.playground.world.webhook import DEFAULT_CONNECTIONS, webhook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.playground.world.world import World


def check_kinds(kinds: Sequence[str]) -> None:
    """Refuse kinds of updates that the Bot API does not have."""
    for kind in kinds:
        if kind not in load_schema().fields("Update") or kind == "update_id":
            raise bad_request(f'there are no updates of the kind "{kind[:64]}"')


def _set_webhook(world: World, params: Params) -> bool:
    if not params["url"]:
        return _delete_webhook(world, params)
    if "certificate" in params:
        raise unsupported("certificates: it delivers over plain HTTP, on this machine only")
    check_kinds(params.get("allowed_updates", ()))
    new = webhook(
        params["url"],
        secret=params.get("secret_token", ""),
        max_connections=params.get("max_connections", DEFAULT_CONNECTIONS),
        ip_address=params.get("ip_address", ""),
    )
    if "allowed_updates" in params:
        world.updates.allow(params["allowed_updates"])
    if params.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.send_to(new)
    return True


def _delete_webhook(world: World, params: Params) -> bool:
    if params.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.send_to(None)
    return True


def _webhook_info(world: World, _: Params) -> dict[str, Any]:
    current = world.updates.webhook
    info: dict[str, Any] = {
        "url": current.url if current else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if current is not None:
        info["ip_address"] = current.ip_address
        info["max_connections"] = current.max_connections
        if current.last_error_date:
            info["last_error_date"] = current.last_error_date
            info["last_error_message"] = current.last_error_message
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


METHODS = {
    "setWebhook": method(
        _set_webhook,
        "url certificate ip_address max_connections allowed_updates drop_pending_updates "
        "secret_token",
    ),
    "deleteWebhook": method(_delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": method(_webhook_info),
}
