"""Each part of ``make reliability``: what it does, and the figures it yields."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.outbox.outbox import AT_ONCE
from tests.bench.table import Figure, milliseconds, percentile
from tests.reliability import (
    broken_disk,
    crowds,
    digests,
    extracting,
    kills,
    loud,
    quotations,
    rates,
    replies,
    runs,
    saving,
    steady,
    subscribers,
    trouble,
    valid,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOWN = 20


@dataclass(frozen=True)
class Scale:
    """How much is done: what the targets say, or a thousandth of it for a look."""

    seed: int = 1
    requests: int = 20_000
    kills: int = 200
    order: int = 100_000
    memory: int = 1_000_000
    redelivered: int = 500
    broadcast_seconds: float = 60.0
    disk_writes: int = 40
    texts: int = 100_000
    replies: int = 100_000
    full_seconds: float = 60.0
    backups: int = 20
    crashes: int = 10_000
    rounds: int = 20
    crowds: int = 20
    loud: int = 1000
    loud_seconds: float = 20.0
    loud_rounds: int = 5


SHORT = Scale(
    requests=200, kills=3, order=5_000, memory=5_000, redelivered=30, broadcast_seconds=10.0,
    disk_writes=3, full_seconds=2.0, backups=2, texts=500, crashes=30, rounds=1, crowds=1,
    loud=200, loud_seconds=3.0, loud_rounds=2, replies=500,
)  # fmt: skip


def requests(what, check, folder, scale):
    """Send valid or broken requests to the playground."""
    tally = asyncio.run(runs.run(check, scale.requests, scale.seed))
    fewest = min(tally.methods[method] for method in valid.SUPPORTED)
    for number, method, problem in tally.wrong[:SHOWN]:
        print(f"  request {number}, {method}: {problem}")
    faults = "" if len(tally.faults) == 1 else f", {len(tally.faults)} kinds of fault"
    yield Figure(
        f"playground: {what} requests answered wrongly",
        f"{len(tally.wrong)} of {tally.total}",
        "0",
        not tally.wrong,
        f"{len(tally.methods)} methods, each at least {fewest} times{faults};"
        f" {tally.updates.total()} updates of {len(tally.updates)} kinds read as well",
    )


def replied(_, scale):
    """Ask for every kind of reply of articles that nobody would write."""
    tally = replies.run(scale.replies, scale.seed)
    for number, kind, problem in tally.wrong[:SHOWN]:
        print(f"  library {number}, {kind}: {problem[:300]}")
    yield Figure(
        "replies of any article: invalid requests",
        f"{len(tally.wrong)} of {tally.replies}",
        "0",
        not tally.wrong,
        f"{len(tally.kinds)} kinds, taps included; schema, limits, and quotations word for word",
    )


def killed(way, folder, scale):
    """Kill the bot under load."""
    webhook = way == "webhook"
    found = asyncio.run(kills.run(folder, scale.kills, scale.seed, webhook=webhook))
    how = f"{found.kills} kill -9 at random moments, {kills.RATE} people/s; {found.updates} updates"
    yield Figure(f"{way}: updates lost", str(found.lost), "0", found.lost == 0, how)
    yield Figure(
        f"{way}: replies doubled by one kill",
        f"≤ {found.most_twice}",
        f"≤ {AT_ONCE} in flight",
        found.most_twice <= AT_ONCE,
        f"{found.twice} in all, over {found.kills} kills",
    )
    yield Figure(
        f"{way}: stop on SIGTERM",
        f"{found.stop:.2f} s, exit code {found.code}",
        "≤ 10 s",
        found.stop <= 10 and found.code == 0,
    )
    yield Figure(
        f"{way}: first reply after a restart",
        f"{found.first_reply:.2f} s",
        "≤ 1.5 s",
        found.first_reply <= 1.5,
        "from the start of the process",
    )


def redelivered(way, folder, scale):
    """Deliver everything ten times over."""
    twice, missing = asyncio.run(
        trouble.duplicates(folder, scale.redelivered, 10, webhook=way == "webhook")
    )
    yield Figure(
        f"{way}: replies doubled, updates delivered ten times",
        str(twice),
        "0",
        twice == missing == 0,
        f"{scale.redelivered} updates; {missing} not answered",
    )


def poisoned(way, folder, scale):
    """Send what no program understands."""
    found = asyncio.run(trouble.poison(folder, webhook=way == "webhook"))
    yield Figure(
        f"{way}: the next answer after a poison update",
        f"{found.seconds:.2f} s, {found.quarantined} quarantined",
        "≤ 1 s, 1",
        found.seconds <= 1 and found.quarantined == 1,
        "of the same chat",
    )


def ordered(folder, scale):
    """Watch the order within chats."""
    violations, retries = asyncio.run(steady.order(scale.order, scale.seed))
    yield Figure(
        "order per chat: violations",
        str(violations),
        "0",
        violations == 0,
        f"{scale.order:,} updates of {steady.CHATS} chats, {retries} of them failing once;"
        " handled and sent",
    )


def grown(folder, scale):
    """Watch the memory."""
    growth = asyncio.run(steady.memory(folder, scale.memory))
    yield Figure(
        "memory: growth",
        f"{growth:.1f} MB",
        "≤ 5 MB",
        growth <= 5,
        f"{scale.memory:,} updates answered, state on a disk",
    )


def strictly(folder, scale):
    """Write to a server that enforces its limits."""
    found = asyncio.run(rates.strictly(scale.seed))
    yield Figure(
        "429s from a strict server",
        str(found.refused),
        "0",
        found.refused == 0,
        f"30/s, 1/s a chat, 20/min a group; {found.messages} messages in {found.seconds:.0f} s",
    )


def flooded(folder, scale):
    """Be asked for silence."""
    found = asyncio.run(rates.flooded())
    yield Figure(
        "a forced 429 of 3 s: its chat, the others",
        f"{found.silence:.2f} s, {found.others:.2f} s",
        "≥ 3 s, ≤ 1 s",
        found.silence >= found.asked and found.others <= 1,
        "silence kept; the longest that another chat waited",
    )


def crowded(folder, scale):
    """Ask thirty questions a minute in one thread."""
    seeds = range(scale.seed, scale.seed + scale.crowds)
    found = [crowds.crowded(crowds.SECONDS, seed) for seed in seeds]
    how = (
        f"{crowds.A_MINUTE} questions a minute, {crowds.DISTINCT} distinct, for"
        f" {crowds.SECONDS / 60:g} simulated minutes; the worst of {len(found)} such threads"
    )
    acknowledged = max(one.acknowledged for one in found)
    visible, unseen = max(one.visible for one in found), sum(one.unseen for one in found)
    most, refused = max(one.most for one in found), sum(one.refused for one in found)
    yield Figure(
        "a busy thread: a question acknowledged",
        f"{acknowledged:.1f} s",
        "≤ 3 s",
        acknowledged <= 3,
        f"it bears a reaction, or has its answer; {how}",
    )
    yield Figure(
        "a busy thread: an answer visible",
        f"{visible:.1f} s, {unseen} never",
        "≤ 20 s, 0",
        visible <= 20 and not unseen,
        "it replies to the question; or the question bears a reaction, and the list of what is"
        " asked most links to the answer",
    )
    yield Figure(
        "a busy thread: sends and edits in any minute, 429s",
        f"{most}, {refused}",
        "≤ 18, 0",
        most <= 18 and not refused,
        f"of {sum(one.questions for one in found):,} questions;"
        f" {sum(one.sent for one in found):,} sends, {sum(one.edits for one in found):,} edits,"
        f" {sum(one.reactions for one in found):,} reactions",
    )


def loud_reader(folder, scale):
    """Let one reader send a thousand messages while others ask."""
    found = asyncio.run(
        loud.run(folder, scale.loud_seconds, scale.loud, scale.loud_rounds, scale.seed)
    )
    yield Figure(
        "others' p99 beside one who sends 1,000 messages",
        f"{found.ratio:.2f} × ({milliseconds(found.beside)}, without"
        f" {milliseconds(found.without)})",
        "≤ 1.2 ×",
        found.ratio <= 1.2,
        f"10 readers/s over the seeds, API round trip {milliseconds(rates.ROUND_TRIP)}; the median"
        f" of {scale.loud_rounds} pairs of {scale.loud_seconds:g} s",
    )
    answers, notices = (n / scale.loud_rounds for n in (found.answers, found.notices))
    yield Figure(
        "what that reader got",
        f"{answers:g} answers, {notices:g} notice",
        "1 notice",
        found.notices == scale.loud_rounds,
        f"for {scale.loud:,} messages; {scale.loud_rounds} readers, one after the other",
    )


def broadcast(folder, scale):
    """Write to ten thousand chats while readers ask."""
    found = asyncio.run(rates.broadcast(folder, scale.broadcast_seconds, scale.seed))
    yield Figure(
        "readers' p99 beside a broadcast",
        f"{milliseconds(found.beside)}, without {milliseconds(found.without)}",
        "≤ 2 ×",
        found.beside <= 2 * found.without,
        f"20 readers/s, API round trip {milliseconds(rates.ROUND_TRIP)},"
        f" {scale.broadcast_seconds:.0f} s of a broadcast to 10,000 chats",
    )
    yield Figure(
        "the broadcast, of the permitted rate",
        f"{found.total:.0%}",
        "≥ 90%",
        found.total >= 0.9,
        f"posts and answers, of 30/s; posts alone, of what the answers leave: {found.share:.0%}",
    )


def disk(folder, scale):
    """Let writes of the state fail."""
    lost = twice = count = 0
    ways = [partial(_is, number) for number in range(1, scale.disk_writes + 1)]
    ways += [partial(_every, number) for number in (2, 3, 5, 7)]
    for place in broken_disk.PLACES:
        for fails in ways:
            inner = folder / f"{place}-{count}"
            inner.mkdir()
            one = asyncio.run(broken_disk.run(inner, place, fails))
            count, lost, twice = count + 1, lost + one[0], twice + one[1]
    yield Figure(
        "failing writes: acknowledged updates lost",
        f"{lost}, {twice} doubled",
        "0",
        lost == 0,
        f"{count} runs of {broken_disk.UPDATES} updates; each write in turn, and every 2nd to 7th;"
        f" at its {', '.join(broken_disk.PLACES)}",
    )


def _texts(what, wrong, count):
    for number, problem, text in wrong[:SHOWN]:
        print(f"  text {number}, {text!r}: {problem}")
    return Figure(what, f"{len(wrong)} of {count:,}", "0", not wrong, "random texts")


def extracted(folder, scale):
    """Take facts and quotations out of any text."""
    tally = extracting.run(scale.texts, scale.seed)
    yield _texts("extraction: texts that raise or give what isn't there", tally.wrong, tally.texts)


def quoted(folder, scale):
    """Look for quotations where marks, cues and names are thrown together."""
    wrong = quotations.run(scale.texts, scale.seed)
    yield _texts("quotations: texts that raise or give spans that are none", wrong, scale.texts)


def _is(number, write):
    return write == number


def _every(number, write):
    return write % number == 0


def backed_up(folder, scale):
    """Back a bot up under load, and restore each backup."""
    found = asyncio.run(saving.saved(folder, scale.backups))
    yield Figure(
        "backups under load that differ when restored",
        f"{found.wrong} of {found.backups}",
        "0",
        found.wrong == 0 and found.unanswered == 0,
        f"integrity checked, rows counted; {found.updates} updates meanwhile,"
        f" {found.unanswered} unanswered",
    )


def full(folder, scale):
    """Let the disk of a bot fill up, and make room."""
    name = "full disk: updates lost, replies doubled"
    with contextlib.ExitStack() as stack:
        try:
            disk = stack.enter_context(saving.small_disk(folder / "small"))
        except OSError as error:
            yield Figure(name, "not measured", how=str(error))
            return
        found = asyncio.run(saving.filled(folder, disk, 40, scale.full_seconds))
    how = f"a file system of {saving.DISK_BYTES / 1e6:g} MB, full for {scale.full_seconds:g} s"
    yield Figure(
        name,
        f"{found.lost}, {found.twice}",
        "0, 0",
        not found.lost and not found.twice and found.told,
        f"{how}; {found.waited} people waited meanwhile",
    )
    yield Figure(
        "full disk: until all went on after there was room",
        f"{found.seconds:.1f} s",
        "≤ 30 s",
        found.seconds <= 30,
        "by itself: the last reply there, and /healthz says ok",
    )


def crashed(folder, scale):
    """Let two processes that post digests crash between any two of their steps."""
    tally = asyncio.run(digests.run(folder, scale.crashes, scale.seed))
    wrong = (*tally.doubled, *tally.missed, *tally.untrue)
    for problem in wrong[:SHOWN]:
        print(f"  {problem}")
    states = ", ".join(f"{count} {state}" for state, count in sorted(tally.states.items()))
    yield Figure(
        "digests: slots posted twice, forgotten, told wrongly",
        f"{len(tally.doubled)}, {len(tally.missed)}, {len(tally.untrue)}",
        "0, 0, 0",
        not wrong,
        f"{tally.crashes:,} crashes of two processes, before and after each call, and requests"
        f" lost; {tally.slots:,} slots: {states}",
    )


def clocks_changed(folder, scale):
    """Plan digests around every clock change."""
    found = digests.clock_changes()
    for problem in found.wrong[:SHOWN]:
        print(f"  {problem}")
    yield Figure(
        "digests: local days with another number of posts than one",
        f"{len(found.wrong)} of {found.days:,}",
        "0",
        not found.wrong,
        f"{found.changes} clock changes of {len(digests.ZONES)} time zones, {digests.FIRST.year} to"
        f" {digests.LAST.year}, a digest at each half hour",
    )


def punctual(folder, scale):
    """Watch how soon a digest is queued."""
    running = asyncio.run(digests.lateness(folder, scale.rounds))
    late = percentile(running, 0.99)
    yield Figure(
        "digests: lateness p99, due to queued",
        f"{late:.2f} s",
        "≤ 5 s",
        late <= 5,
        f"{len(running):,} slots, 200 at a minute",
    )
    restarted = asyncio.run(digests.late_after_restarts(folder, scale.rounds * 5, scale.seed))
    late = percentile(restarted, 0.99)
    yield Figure(
        "digests: lateness p99 after a restart",
        f"{late:.1f} s",
        "≤ 60 s",
        late <= 60,
        f"{len(restarted)} slots that a crashed process had claimed; simulated time",
    )


def subscribed(folder, scale):
    """Post a digest to ten thousand subscribers while readers ask."""
    found = asyncio.run(
        rates.broadcast(
            folder,
            scale.broadcast_seconds,
            scale.seed,
            made=subscribers.subscribed,
            clock=subscribers.clock(),
        )
    )
    yield Figure(
        "readers' p99 beside a digest to 10,000 subscribers",
        f"{milliseconds(found.beside)}, without {milliseconds(found.without)}",
        "≤ 2 ×",
        found.beside <= 2 * found.without,
        f"20 readers/s, API round trip {milliseconds(rates.ROUND_TRIP)},"
        f" {scale.broadcast_seconds:.0f} s of it from the state's rows on; one of them changes"
        f" every {subscribers.EVERY:.0f} s",
    )
    yield Figure(
        "that digest, of the permitted rate",
        f"{found.total:.0%}",
        "≥ 90%",
        found.total >= 0.9,
        "posts and answers, of 30/s",
    )


PARTS: dict[str, Callable] = {
    "quotations": quoted,
    "extraction": extracted,
    "replies-valid": replied,
    "requests-valid": partial(requests, "valid", runs.accepted),
    "requests-broken": partial(requests, "broken", runs.refused),
    "kills-polling": partial(killed, "polling"),
    "kills-webhook": partial(killed, "webhook"),
    "redelivery-polling": partial(redelivered, "polling"),
    "redelivery-webhook": partial(redelivered, "webhook"),
    "poison-polling": partial(poisoned, "polling"),
    "poison-webhook": partial(poisoned, "webhook"),
    "order": ordered,
    "rates": strictly,
    "flood": flooded,
    "crowd": crowded,
    "loud": loud_reader,
    "broadcast": broadcast,
    "disk": disk,
    "full-disk": full,
    "backup": backed_up,
    "memory": grown,
    "digests": crashed,
    "clocks": clocks_changed,
    "lateness": punctual,
    "subscribers": subscribed,
}


def run(name: str, folder: Path, scale: Scale) -> list[Figure]:
    """Run a part in an empty folder. What the bot logs of troubles made on purpose is left out."""
    logging.disable(logging.CRITICAL)
    try:
        return list(PARTS[name](folder, scale))
    finally:
        logging.disable(logging.NOTSET)
