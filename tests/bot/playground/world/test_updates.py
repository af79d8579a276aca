from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.world.updates import MAX_UPDATES, UpdateQueue

FIRST = 100
ACTS = st.lists(
    st.one_of(
        st.just(("add", 0)),
        st.tuples(st.just("pass"), st.integers(-3, 12)),
        st.tuples(st.just("confirm"), st.integers(0, 12)),
        st.just(("redeliver", 0)),
        st.just(("clear", 0)),
    ),
    max_size=40,
)


async def ids(queue, offset=0):
    polled = await queue.poll(offset=offset, limit=MAX_UPDATES, seconds=0, allowed=None)
    return [update["update_id"] for update in polled]


@given(ACTS)
async def test_what_is_not_confirmed_or_dropped_stays_in_order(acts):
    """Offsets, single confirmations and redelivery in any order: as a plain list would do it."""
    queue = UpdateQueue(FIRST, lambda: 0)
    pending, confirmed, following = [], [], FIRST
    for act, number in acts:
        if act == "add":
            queue.add("message", {"chat": {"id": 1}})
            pending.append(following)
            following += 1
        elif act == "pass" and number < 0:
            pending = pending[number:]
            assert await ids(queue, number) == pending
        elif act == "pass" and number > 0:
            offset = FIRST + number
            confirmed += [one for one in pending if one < offset]
            pending = [one for one in pending if one >= offset]
            assert await ids(queue, offset) == pending
        elif act == "confirm":
            queue.confirm(FIRST + number)
            confirmed += [one for one in pending if one == FIRST + number]
            pending = [one for one in pending if one != FIRST + number]
        elif act == "redeliver":
            queue.redeliver()
            pending, confirmed = sorted(pending + confirmed), []
        elif act == "clear":
            queue.clear()
            pending = []
        assert await ids(queue) == pending
        assert len(queue) == len(pending)


def test_each_update_belongs_to_a_chat():
    """The chat of its message, else the person who did it, else the poll itself."""
    queue = UpdateQueue(FIRST, lambda: 0)
    chat, person = {"id": -5}, {"id": 7}
    queue.add("message", {"chat": chat, "from": person})
    queue.add("callback_query", {"message": {"chat": chat}, "from": person})
    queue.add("callback_query", {"inline_message_id": "x", "from": person})
    queue.add("inline_query", {"id": "1", "from": person})
    queue.add("poll_answer", {"poll_id": "1", "user": person})
    queue.add("poll_answer", {"poll_id": "1", "voter_chat": chat})
    queue.add("poll", {"id": "99"})
    queue.add("my_chat_member", {"chat": chat, "from": person})
    assert [pending.chat for pending in queue] == [-5, -5, 7, 7, 7, -5, "99", -5]
