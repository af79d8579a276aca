"""An echo bot as aiogram's users write them: its own client, poller and request handler."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputPollOption,
    ReactionTypeEmoji,
)
from aiogram.utils.chat_action import ChatActionSender
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.fakes.pictures import PNG

SECRET = "between_us"


class AiogramBot:
    """`failures` are the exceptions that its handlers met."""

    def __init__(self, playground):
        api = TelegramAPIServer.from_base(playground.api_url)
        self.bot = Bot(
            playground.token,
            session=AiohttpSession(api=api),
            default=DefaultBotProperties(parse_mode="HTML"),
        )
        self.failures = []
        self.dispatcher = Dispatcher()
        on = self.dispatcher.message.register
        on(self.start, CommandStart())
        on(self.about, Command("about"))
        on(self.buttons, Command("buttons"))
        on(self.photo, Command("photo"))
        on(self.album, Command("album"))
        on(self.poll, Command("poll"))
        on(self.same_photo, F.photo)
        on(self.echo, F.text)
        self.dispatcher.callback_query.register(self.pressed)
        self.dispatcher.errors.register(self.failed)
        self.dispatcher.startup.register(self.introduce)

    async def introduce(self):
        await self.bot.set_my_commands(
            [
                BotCommand(command="start", description="Begin"),
                BotCommand(command="about", description="Who"),
            ]
        )
        await self.bot.set_my_description("An echo.")

    async def failed(self, event):
        self.failures.append(event.exception)

    async def start(self, message):
        # Returned and not awaited: on a webhook, it goes out in the answer to the update.
        return message.answer(f"Hello, <b>{message.from_user.first_name}</b>!")

    async def about(self, message):
        me = await self.bot.me()
        whole = await self.bot.get_chat(message.chat.id)
        member = await self.bot.get_chat_member(message.chat.id, message.from_user.id)
        commands = await self.bot.get_my_commands()
        webhook = await self.bot.get_webhook_info()
        facts = [me.username, whole.type, member.status, commands[0].command]
        await message.answer(" ".join([*facts, "webhook" if webhook.url else "polling"]))

    async def buttons(self, message):
        row = [InlineKeyboardButton(text=name, callback_data=name) for name in ("Yes", "No")]
        await message.answer("Sure?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]))

    async def pressed(self, query):
        await query.answer(f"{query.data} it is")
        edited = await query.message.edit_text(f"You chose {query.data}.")
        assert edited.edit_date is not None

    async def photo(self, message):
        sent = await message.answer_photo(BufferedInputFile(PNG, "pixel.png"), caption="A pixel")
        file = await self.bot.get_file(sent.photo[-1].file_id)
        assert file.file_unique_id == sent.photo[-1].file_unique_id

    async def album(self, message):
        pixel = BufferedInputFile(PNG, "pixel.png")
        sent = await message.answer_media_group(
            [InputMediaPhoto(media=pixel, caption=name) for name in ("One", "Two")]
        )
        assert len({message.media_group_id for message in sent}) == 1
        await message.react([ReactionTypeEmoji(emoji="👍")])

    async def poll(self, message):
        options = [InputPollOption(text=text) for text in ("Yes", "No")]
        sent = await message.answer_poll("Tea?", options, is_anonymous=False)
        poll = await self.bot.stop_poll(sent.chat.id, sent.message_id)
        assert [option.text for option in poll.options] == ["Yes", "No"]
        await sent.delete()

    async def same_photo(self, message):
        await message.answer_photo(message.photo[-1].file_id, caption=message.caption)

    async def echo(self, message):
        async with ChatActionSender.typing(message.chat.id, self.bot):
            sent = await message.reply(message.html_text)
        assert sent.reply_to_message.message_id == message.message_id


@asynccontextmanager
async def polling(playground):
    """Run the bot on getUpdates."""
    bot = AiogramBot(playground)
    task = asyncio.create_task(
        bot.dispatcher.start_polling(bot.bot, handle_signals=False, polling_timeout=5)
    )
    try:
        yield bot
    finally:
        await bot.dispatcher.stop_polling()
        await task


@asynccontextmanager
async def webhook(playground, port):
    """Run the bot on aiohttp's web server."""
    bot = AiogramBot(playground)
    app = web.Application()
    handler = SimpleRequestHandler(bot.dispatcher, bot.bot, secret_token=SECRET)
    handler.register(app, path="/hook")
    setup_application(app, bot.dispatcher, bot=bot.bot)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await bot.bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
        yield bot
    finally:
        await runner.cleanup()
