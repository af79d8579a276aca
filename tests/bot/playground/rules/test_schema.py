from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.rules.refusal import Refusal
from bot.playground.rules.schema import load_schema, read_json

SCHEMA = load_schema()

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def refused(method, **raw):
    with pytest.raises(Refusal) as caught:
        SCHEMA.parse(method, raw)
    assert caught.value.code == 400
    return caught.value.description


def parse_or_refuse(method, raw):
    try:
        return SCHEMA.parse(method, raw)
    except Refusal as refusal:
        return refusal


def test_every_method_is_there():
    """The copy of the schema holds all 185 methods of Bot API 10.3."""
    assert len(SCHEMA.methods) == 185


def test_a_fault_in_an_album_is_told_of_the_type_that_was_meant():
    """An item that says it is a photo is refused as a photo, whatever comes first in the list."""
    item = {"type": "photo", "media": "x", "capton": "A misspelling"}
    reason = refused("sendMediaGroup", chat_id=1, media=[item, item])
    assert 'InputMediaPhoto has no field "capton"' in reason


@pytest.mark.parametrize("text", ["[1e999]", "[-1e999]", "[NaN]", "[Infinity]", "[" * 5000])
def test_json_has_no_infinity(text):
    """What could not be written as JSON again, for the page, is not read."""
    with pytest.raises(Refusal, match="it is not valid JSON"):
        read_json(text, "can't parse the body")


def test_names_of_methods_are_case_insensitive():
    """A method is found however it is spelt, and one that does not exist is a 404."""
    assert SCHEMA.canonical("SENDMESSAGE") == "sendMessage"
    with pytest.raises(Refusal, match="Not Found") as caught:
        SCHEMA.canonical("sendTelepathy")
    assert caught.value.code == 404


def test_form_strings_become_typed_values():
    """A form's strings are read as the numbers, booleans and objects the schema wants."""
    parsed = SCHEMA.parse(
        "sendMessage",
        {
            "chat_id": "42",
            "text": "7",
            "disable_notification": "true",
            "entities": '[{"type":"bold","offset":0,"length":1}]',
        },
    )
    assert parsed == {
        "chat_id": 42,
        "text": "7",
        "disable_notification": True,
        "entities": [{"type": "bold", "offset": 0, "length": 1}],
    }


def test_an_unknown_parameter_is_refused():
    """A misspelt parameter, which Telegram would ignore, is refused by name."""
    assert "reply_makup" in refused("sendMessage", chat_id="1", text="x", reply_makup="{}")


def test_a_missing_parameter_is_refused_in_telegrams_words():
    """What is required must be there; the two best known cases have Telegram's wording."""
    assert refused("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert refused("sendMessage", chat_id="1") == "Bad Request: message text is empty"
    assert "callback_query_id" in refused("answerCallbackQuery")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("entities", "[{"),
        ("entities", "{}"),
        ("entities", "NaN"),
        ("entities", "[" * 100_000),
        ("entities", '[{"type":"bold","offset":"0","length":1}]'),
        ("entities", '[{"type":"bold","offset":0}]'),
        ("entities", '[{"type":"bold","offset":true,"length":1}]'),
        ("entities", '[{"type":"bold","offset":0,"length":1,"colour":"red"}]'),
        ("reply_markup", '{"inline_keyboard":[[{"text":1,"callback_data":"x"}]]}'),
        ("reply_markup", '{"inline_keyboard":[{"text":"a","callback_data":"x"}]}'),
        ("disable_notification", "perhaps"),
        ("chat_id", ["1"]),
        ("text", 5),
        ("text", "\ud800"),
        ("message_thread_id", "9" * 19),
        ("message_thread_id", "9" * 5000),
        ("link_preview_options", "5"),
    ],
)
def test_a_wrong_value_is_refused(name, value):
    """A value of another type than the schema's, at any depth, is a 400 that names a reason."""
    assert refused("sendMessage", **{"chat_id": "1", "text": "x", name: value})


def test_descriptions_are_parameters_too():
    """Parameters called "description", which the schema file has lost, are known."""
    assert SCHEMA.parse("setMyDescription", {"description": "x"}) == {"description": "x"}
    menu = [{"command": "help", "description": "How to ask"}]
    assert SCHEMA.parse("setMyCommands", {"commands": json.dumps(menu)}) == {"commands": menu}
    assert '"description"' in refused("setMyCommands", commands='[{"command":"help"}]')


def test_a_tag_chooses_the_member_of_a_union():
    """An object with a type is read as that member, so that its own mistake is named."""
    scope = {"type": "chat", "chat_id": 5}
    assert SCHEMA.parse("getMyCommands", {"scope": scope}) == {"scope": scope}
    assert 'BotCommandScopeChat needs the field "chat_id"' in refused(
        "getMyCommands", scope={"type": "chat"}
    )
    heart = [{"type": "emoji", "emoji": "❤"}]
    parsed = SCHEMA.parse("setMessageReaction", {"chat_id": 1, "message_id": 2, "reaction": heart})
    assert parsed["reaction"] == heart


@given(
    method=st.sampled_from(sorted(SCHEMA.methods)),
    values=st.lists(JSON | st.text(max_size=20), max_size=20),
)
def test_any_request_is_accepted_or_refused(method, values):
    """Whatever the parameters hold, the gate returns typed values or refuses with a 400."""
    names = list(SCHEMA.parameters(method))
    raw = dict(zip(names, values, strict=False))
    answer = parse_or_refuse(method, raw)
    if isinstance(answer, Refusal):
        assert answer.code == 400
        json.dumps(answer.body()).encode()
    else:
        assert set(answer) == set(raw)
