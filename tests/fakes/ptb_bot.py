"""An echo bot as python-telegram-bot's users write them: its own client, poller and web server."""

from __future__ import annotations

from contextlib import asynccontextmanager

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ChatAction, ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from tests.fakes.pictures import PNG


class PtbBot:
    """`failures` are the exceptions that its handlers, its poller or its web server met."""

    def __init__(self, playground):
        builder = Application.builder().token(playground.token).job_queue(None)
        self.app = builder.base_url(f"{playground.api_url}/bot").post_init(self.introduce).build()
        self.failures = []
        for name in ("start", "about", "buttons", "photo", "album", "poll"):
            self.app.add_handler(CommandHandler(name, getattr(self, name)))
        self.app.add_handler(CallbackQueryHandler(self.pressed))
        self.app.add_handler(MessageHandler(filters.PHOTO, self.same_photo))
        self.app.add_handler(MessageHandler(filters.TEXT, self.echo))
        self.app.add_error_handler(self.failed)

    async def introduce(self, app):
        await app.bot.set_my_commands([BotCommand("start", "Begin"), BotCommand("about", "Who")])
        await app.bot.set_my_description("An echo.")

    async def failed(self, update, context):
        self.failures.append(context.error)

    async def start(self, update, context):
        name = update.effective_user.first_name
        await update.message.reply_text(f"Hello, <b>{name}</b>!", parse_mode=ParseMode.HTML)

    async def about(self, update, context):
        bot, chat = context.bot, update.effective_chat
        me = await bot.get_me()
        whole = await bot.get_chat(chat.id)
        member = await bot.get_chat_member(chat.id, update.effective_user.id)
        commands = await bot.get_my_commands()
        webhook = await bot.get_webhook_info()
        facts = [me.username, whole.type, member.status, commands[0].command]
        await chat.send_message(" ".join([*facts, "webhook" if webhook.url else "polling"]))

    async def buttons(self, update, context):
        row = [InlineKeyboardButton(label, callback_data=label) for label in ("Yes", "No")]
        await update.message.reply_text("Sure?", reply_markup=InlineKeyboardMarkup([row]))

    async def pressed(self, update, context):
        query = update.callback_query
        await query.answer(f"{query.data} it is")
        edited = await query.edit_message_text(f"You chose {query.data}.")
        assert edited.edit_date is not None

    async def photo(self, update, context):
        sent = await update.message.reply_photo(PNG, caption="A pixel", filename="pixel.png")
        file = await sent.photo[-1].get_file()
        assert file.file_unique_id == sent.photo[-1].file_unique_id

    async def album(self, update, context):
        sent = await update.message.reply_media_group(
            [InputMediaPhoto(PNG, caption="One"), InputMediaPhoto(PNG, caption="Two")]
        )
        assert len({message.media_group_id for message in sent}) == 1
        await update.message.set_reaction("👍")

    async def poll(self, update, context):
        sent = await update.message.reply_poll("Tea?", ["Yes", "No"], is_anonymous=False)
        poll = await context.bot.stop_poll(sent.chat_id, sent.message_id)
        assert [option.text for option in poll.options] == ["Yes", "No"]
        await sent.delete()

    async def same_photo(self, update, context):
        photo = update.message.photo[-1]
        await update.message.reply_photo(photo.file_id, caption=update.message.caption)

    async def echo(self, update, context):
        await update.effective_chat.send_action(ChatAction.TYPING)
        sent = await update.message.reply_text(update.message.text, do_quote=True)
        assert sent.reply_to_message.message_id == update.message.message_id


@asynccontextmanager
async def _running(playground):
    bot = PtbBot(playground)
    async with bot.app:
        await bot.introduce(bot.app)
        await bot.app.start()
        try:
            yield bot
        finally:
            if bot.app.updater.running:
                await bot.app.updater.stop()
            await bot.app.stop()


@asynccontextmanager
async def polling(playground):
    """Run the bot on getUpdates."""
    async with _running(playground) as bot:
        await bot.app.updater.start_polling(error_callback=bot.failures.append)
        yield bot


@asynccontextmanager
async def webhook(playground, port):
    """Run the bot on a web server of its own."""
    async with _running(playground) as bot:
        await bot.app.updater.start_webhook(
            listen="127.0.0.1",
            port=port,
            url_path="hook",
            webhook_url=f"http://127.0.0.1:{port}/hook",
            secret_token="between_us",
        )
        yield bot
