"""The newsroom: its owner and editors, the codes that make one, and where its desk is."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.newsroom import Member
from bot.state.audit import Audited, insert
from bot.state.tables import code, desk, member

if TYPE_CHECKING:
    from bot.newsroom import Actor, Role
    from bot.state.audit import Audit
    from bot.state.keys import Key

INVITATION: Final = timedelta(hours=24)
"""How long an editor's invitation can be taken."""
# 22 characters of URL-safe base64. Nobody guesses 128 bits, so that wrong codes aren't counted:
# a count would let any stranger void the right one.
_CODE_BYTES: Final = 16


class Team(Audited):
    """The newsroom's rows, encrypted. Synchronous; what writes or reads may raise StoreError."""

    def __init__(self, audit: Audit) -> None:
        super().__init__(audit)
        self._roles: dict[bytes, Role] = {}
        self._read_roles()

    def role(self, user_id: int) -> Role | None:
        """Return somebody's role; None for a reader. Reads no file."""
        return self._roles.get(self._user(user_id)) if self._roles else None

    @property
    def has_owner(self) -> bool:
        """Whether there is an owner. Reads no file."""
        return "owner" in self._roles.values()

    def members(self) -> list[Member]:
        """Return everybody of the newsroom, the owner first, then as they came."""
        query = sa.select(member).order_by(sa.desc(member.c.role == "owner"), "since")
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            text = self._key.decrypt(row.body)
            if text is not None:
                told = json.loads(text)
                found.append(Member(told["id"], row.role, told["name"], told.get("language", "")))
        return found

    def has_code(self) -> bool:
        """Whether there is an owner code that nobody has used."""
        query = sa.select(code.c.mark).where(code.c.role == "owner")
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def new_code(self, role: Role, actor: Actor) -> str:
        """Make a code that makes whoever sends it first an owner or editor; 22 characters.

        Only its keyed hash is kept. An owner's takes the place of the one before; an editor's
        is good for a day.
        """
        fresh = secrets.token_urlsafe(_CODE_BYTES)
        row = {
            "mark": self._code(role, fresh),
            "role": role,
            "expires": None if role == "owner" else self._clock() + INVITATION,
        }
        entry = self._audit.entry(actor, "code" if role == "owner" else "invite")

        def write(connection: sa.Connection) -> None:
            if role == "owner":
                _void(connection)
            connection.execute(sa.insert(code), row)
            insert(connection, entry)

        self._writer.write(write)
        return fresh

    def redeem(self, role: Role, given: str, actor: Actor) -> bool:
        """Take a code; return whether it was good. `actor` has that role from then on.

        Who was the owner is an editor then. An owner doesn't become an editor by a code.
        """
        mark = self._code(role, given)
        now = self._clock()
        entry = self._audit.entry(actor, "join", role=role)

        def write(connection: sa.Connection) -> bool:
            known = connection.execute(sa.select(code).where(code.c.mark == mark)).one_or_none()
            if known is None or (known.expires is not None and known.expires <= now):
                return False
            connection.execute(sa.delete(code).where(code.c.mark == mark))
            if role == "owner":
                _void(connection)
                _take_invitations_back(connection)
                connection.execute(sa.update(member).values(role="editor"))
            mine = self._user(actor.user_id)
            held = connection.execute(sa.select(member.c.role).where(member.c.user == mine))
            if role == "owner" or held.scalar_one_or_none() != "owner":
                self._put(connection, actor, role)
            insert(connection, entry)
            return True

        done = self._writer.write(write)
        self._read_roles()
        return done

    def remove(self, user_id: int, actor: Actor) -> Member | None:
        """Take an editor's role away; return who it was, None for nobody. The owner stays.

        Invitations that nobody has taken yet end: who leaves may have one.
        """
        gone = self._editor(user_id)
        if gone is None:
            return None
        entry = self._audit.entry(actor, "remove", gone)
        mine = self._user(user_id)

        def write(connection: sa.Connection) -> None:
            connection.execute(
                sa.delete(member).where(member.c.user == mine, member.c.role == "editor")
            )
            _take_invitations_back(connection)
            insert(connection, entry)

        self._writer.write(write)
        self._read_roles()
        return gone

    def hand_over(self, user_id: int, actor: Actor) -> Member | None:
        """Make an editor the owner, and the owner an editor; return the new one, None for none.

        None, too, where whoever acts is the owner no more. Invitations end, as with `remove`.
        """
        heir = self._editor(user_id)
        if heir is None:
            return None
        entry = self._audit.entry(actor, "hand over", heir)
        mine, theirs = self._user(user_id), self._user(actor.user_id)

        def write(connection: sa.Connection) -> bool:
            rows = connection.execute(sa.select(member.c.user, member.c.role))
            roles = {row.user: row.role for row in rows}
            if (roles.get(theirs), roles.get(mine)) != ("owner", "editor"):
                return False  # somebody has changed that a moment ago
            connection.execute(sa.update(member).values(role="editor"))
            connection.execute(sa.update(member).where(member.c.user == mine).values(role="owner"))
            _take_invitations_back(connection)
            insert(connection, entry)
            return True

        done = self._writer.write(write)
        self._read_roles()
        return heir if done else None

    def desk(self) -> int | None:
        """Return the chat that reports and alarms go to: the desk, else the owner's own."""
        with self._database.read() as connection:
            data = connection.execute(sa.select(desk.c.body)).scalar_one_or_none()
        text = None if data is None else self._key.decrypt(data)
        return self.owner() if text is None else int(text)

    def owner(self) -> int | None:
        """Return the owner's id, which is their private chat's, too; None without one."""
        return next((one.user_id for one in self.members() if one.role == "owner"), None)

    def set_desk(self, chat_id: int | None, actor: Actor) -> None:
        """Make a chat the desk; with None it is the owner's own."""
        row = None if chat_id is None else _desk(self._key, chat_id)
        entry = self._audit.entry(actor, "desk", chat="" if chat_id is None else str(chat_id))

        def write(connection: sa.Connection) -> None:
            connection.execute(sa.delete(desk))
            if row is not None:
                connection.execute(sa.insert(desk), row)
            insert(connection, entry)

        self._writer.write(write)

    def purge(self, connection: sa.Connection) -> int:
        """Delete the invitations that have expired; within a transaction."""
        return connection.execute(sa.delete(code).where(code.c.expires <= self._clock())).rowcount

    def _put(self, connection: sa.Connection, actor: Actor, role: Role) -> None:
        body = self._key.encrypt(
            json.dumps({"id": actor.user_id, "name": actor.name, "language": actor.language})
        )
        row = {
            "user": self._user(actor.user_id),
            "role": role,
            "since": int(self._clock().timestamp() * 1000),
            "body": body,
        }
        connection.execute(sa.insert(member).prefix_with("OR REPLACE"), row)

    def _editor(self, user_id: int) -> Member | None:
        members = self.members()
        return next((m for m in members if m.user_id == user_id and m.role == "editor"), None)

    def _read_roles(self) -> None:
        with self._lock:
            with self._database.read() as connection:
                rows = connection.execute(sa.select(member.c.user, member.c.role)).all()
            self._roles = {row.user: row.role for row in rows}

    def _code(self, role: Role, given: str) -> bytes:
        return self._key.digest(f"{role} code", given)


def move(connection: sa.Connection, key: Key, old: int, new: int) -> None:
    """Let a desk that was a group be its supergroup; within a transaction."""
    before = key.digest("chat", old)
    connection.execute(sa.update(desk).where(desk.c.chat == before).values(_desk(key, new)))


def _desk(key: Key, chat_id: int) -> dict[str, bytes]:
    return {"chat": key.digest("chat", chat_id), "body": key.encrypt(str(chat_id))}


def _void(connection: sa.Connection) -> None:
    """Let no owner code be good any more."""
    connection.execute(sa.delete(code).where(code.c.role == "owner"))


def _take_invitations_back(connection: sa.Connection) -> None:
    """Let no editor's invitation be good any more."""
    connection.execute(sa.delete(code).where(code.c.role == "editor"))
