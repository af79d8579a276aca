"""A real bot as an operator has it: stopped, restarted, watched, backed up, examined."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import closing

import aiohttp
import pytest

from bot.cli import main
from bot.state.keys import new_key
from tests.bench.operations import first_reply, stop_under_load
from tests.fakes.waiting import PATIENCE
from tests.reliability.processes import VERBATIM, town

CANARY = "zebra-in-the-newsroom"


@pytest.fixture
async def bot(tmp_path):
    async with town(tmp_path) as bot:
        yield bot


async def command(bot, *arguments, **environ):
    """Run another command on the same stores; return (exit code, output, errors)."""
    process = await asyncio.create_subprocess_exec(
        *VERBATIM,
        *arguments,
        cwd=bot.folder,
        env=bot._environment() | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


async def get(url):
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_stop_under_load_loses_nothing(tmp_path):
    """SIGTERM ends the bot with exit code 0 within 10 s; after a restart everybody has a reply."""
    (seconds, *_), lost, repeated = await stop_under_load(tmp_path, rounds=1, rate=50)
    assert seconds <= 10
    assert (lost, repeated) == (0, 0)


async def test_a_restart_answers_what_waited(tmp_path):
    """Soon; how soon is `make bench`'s to say, since machines differ."""
    (seconds,) = await first_reply(tmp_path, rounds=1)
    assert seconds < 60


async def test_a_bot_without_an_owner_prints_once_how_to_become_it(bot, tmp_path):
    """The link works, also after a restart; in the log its code never stands."""
    bot.settings |= {"log.level": "info"}
    out = tmp_path / "out"
    for number in range(2):
        with out.open("ab") as stream:
            await bot.start(stdout=stream)
        if not number:
            await bot.kill()
    (link,) = re.findall(r"https://t\.me/VerbatimBot\?start=(own_\S{22})\n", out.read_text())
    bot.speak(f"/start {link}")
    await bot.all_answered(PATIENCE)
    assert (await command(bot, "owner"))[1].startswith("owner: Person 0 (")
    log = (bot.folder / "log").read_text()
    assert "`verbatim owner --new-code`" in log
    assert link.removeprefix("own_") not in log


async def test_a_running_bot_is_watched(bot, tmp_path):
    """Health and metrics are served where they are wanted, and every log line is JSON."""
    bot.settings |= {"ops.listen": "127.0.0.1:0", "log.format": "json", "log.level": "info"}
    log = tmp_path / "log"
    with log.open("wb") as stream:
        await bot.begin(stderr=stream)
    person = bot.speak(f"who saw a {CANARY}?")
    await bot.all_answered(PATIENCE)
    url = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())[0]
    assert await get(f"{url}/healthz") == (200, '{"verbatim": "ok", "problems": {}}')
    sent = 'verbatim_messages_sent_total{kind="answer"} 1\n'
    async with asyncio.timeout(PATIENCE):
        # The reader has the answer a moment before the bot has noted so.
        while sent not in (metrics := (await get(f"{url}/metrics"))[1]):  # noqa: ASYNC110 -- another process
            await asyncio.sleep(0.02)
    assert "verbatim_updates_taken_total 1\n" in metrics
    assert "verbatim_updates_handled_total 1\n" in metrics
    assert re.search(r'verbatim_abstentions_total\{reason="[a-z_]+"\} 1\n', metrics)
    code, _ = await bot.stop()
    assert code == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any(line["event"] == "answering as @%s" for line in lines)
    told = log.read_text() + metrics
    for secret in (CANARY, bot.playground.token, bot._key, str(person.id)):
        assert secret not in told


async def test_two_bots_on_one_state_are_refused(bot):
    """The second ends with exit code 2 and one line; the first goes on."""
    await bot.start()
    code, output, errors = await command(bot, "run")
    assert (code, output) == (2, "")
    assert re.fullmatch(r"error: store .*state\.db: another `verbatim run` uses it.*\n", errors)
    assert bot.process.returncode is None


async def test_another_bots_token_is_refused(bot):
    """The setting that hands the state over is named, and works."""
    await bot.start()
    await bot.stop()
    code, _, errors = await command(bot, "run", TELEGRAM_BOT_TOKEN="99:" + "x" * 35)
    assert code == 2
    assert "bot 99's" in errors
    assert errors.count("\n") == 1
    setting = re.search(r"state\.adopt=99", errors)[0]
    # The playground knows no bot 99: the token is refused, and no longer the state.
    code, _, errors = await command(
        bot, "--set", setting, "run", TELEGRAM_BOT_TOKEN="99:" + "x" * 35
    )
    assert code == 2
    assert "Telegram refuses the bot token" in errors


async def test_a_lost_key_says_what_is_lost(bot):
    """The bot does not begin anew by itself: no key is made, and the count is told."""
    await bot.start()
    bot.speak("How much of its GDP does Poland spend on defence?")
    await bot.all_answered(PATIENCE)
    await bot.stop()
    file = bot.folder / "config" / "key"
    lost = {"VERBATIM_KEY": "", "VERBATIM_STATE_KEY_FILE": str(file)}
    code, _, errors = await command(bot, "run", **lost)
    assert code == 2
    assert re.search(r"unreadable: .*\d buttons? (and|or) last question", errors)
    assert not file.exists()
    code, _, errors = await command(bot, "run", VERBATIM_KEY=new_key())
    assert code == 2
    assert "this key does not open it" in errors


async def test_a_backup_of_a_running_bot_is_restored(bot):
    """Taken under load; who had not been answered then is answered from it."""
    await bot.start()
    load = asyncio.create_task(bot.load(50))
    await asyncio.sleep(0.3)
    code, output, errors = await command(bot, "backup", "copy")
    load.cancel()
    assert (code, errors) == (0, "")
    assert "The key to the state is not in it" in output
    code, _, errors = await command(bot, "restore", "copy", "--force")
    assert code == 2
    assert "another `verbatim run` uses it" in errors
    await bot.all_answered(PATIENCE)
    await bot.stop()
    code, _, errors = await command(bot, "restore", "copy")
    assert code == 2
    assert "--force" in errors
    code, output, errors = await command(bot, "restore", "copy", "--force")
    assert (code, errors) == (0, "")
    assert output.count("what was there is now") == 2
    manifest = json.loads((bot.folder / "copy" / "manifest.json").read_text())
    with closing(sqlite3.connect(bot.folder / "data" / "state.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, count in manifest["files"]["state.db"]["rows"].items():
            (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert found == count + (table == "setting"), table
    await bot.start()
    bot.speak()
    await bot.all_answered(PATIENCE)
    assert bot.unanswered == 0
    code, _ = await bot.stop()
    assert code == 0


async def test_the_doctor_examines_a_running_bot(bot):
    """Everything is well, then something fails; JSON lines and exit codes say so."""
    await bot.start()
    code, output, errors = await command(bot, "doctor", "--json")
    findings = [json.loads(line) for line in output.splitlines()]
    assert (code, errors) == (0, "")
    assert {"articles", "state", "key", "disk", "clock", "token", "updates"} == {
        one["check"] for one in findings
    }
    assert {one["status"] for one in findings if one["check"] != "disk"} == {"ok"}
    code, output, _ = await command(bot, "doctor", "--chat", "@nobody_here")
    assert code == 1
    assert re.search(r"(?m)^fail chat +@nobody_here: .*\n +add the bot", output)
    assert bot.playground.token not in output


def test_commands_explain_themselves(capsys):
    """Each has its help, and the first lines of all name what they are for."""
    for name in ("backup", "restore", "doctor"):
        with pytest.raises(SystemExit) as caught:
            main([name, "--help"])
        assert caught.value.code == 0
        assert f"verbatim {name}" in capsys.readouterr().out
