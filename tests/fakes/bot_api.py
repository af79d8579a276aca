"""The transport of python-telegram-bot, recording instead of sending. No request is invalid."""

from __future__ import annotations

import json

from telegram.request import BaseRequest

from tests.fakes import gate

TOKEN = "123456:test-token_of_the_tests_ABCDEFGHIJKL"
ME = {"id": 123456, "is_bot": True, "first_name": "Verbatim", "username": "VerbatimBot"}


class RecordingRequest(BaseRequest):
    """Keeps every call as (method, parameters). `next_failures` are raised by the next calls."""

    def __init__(self):
        self.calls = []
        self.next_failures = []
        self.answers = {}

    @property
    def read_timeout(self):
        return 1.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, method, request_data=None, *args, **kwargs):
        name = url.rpartition("/")[2]
        return await self.call(name, request_data.parameters if request_data else {}, 1.0)

    async def call(self, name, parameters, seconds):
        """Answer as the raw Bot API does."""
        if name == "getMe":
            return 200, json.dumps({"ok": True, "result": ME}).encode()
        gate.check(name, parameters)
        self.calls.append((name, parameters))
        if self.next_failures:
            failure = self.next_failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            if failure is not None:
                status, description, *more = failure
                answer = {"ok": False, "description": description}
                if more:
                    answer["parameters"] = more[0]
                return status, json.dumps(answer).encode()
        result = self.answers.get(name, True)
        if name in {"sendMessage", "editMessageText"}:
            chat = {"id": parameters["chat_id"], "type": "private"}
            result = {"message_id": 1000 + len(self.calls), "date": 0, "chat": chat, "text": "-"}
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def named(self, method):
        """Return the parameters of every call of one method."""
        return [parameters for name, parameters in self.calls if name == method]
