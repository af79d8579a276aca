"""Only what Telegram takes for a link is made one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.rules.entities import is_link
from bot.render.links import LONGEST, web_address


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c#d",
        "HTTP://EXAMPLE.ORG.",
        "https://example.org:8080",
        "https://[2001:db8::1]/",
        "https://ü.example/ü",
    ],
)
def test_an_address_of_the_web_is_linked_to(url):
    """As it stands."""
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "https://",
        "https://a",
        "https://a..b",
        "https://example.org:99999/",
        "https://[::1",
        "https://exa mple.org",
        "https://example.org/\n",
        "https://example.org/\x07",
        'https://example.org/"',
        "javascript:alert(1)",
        "tg://user?id=1",
        "ftp://example.org",
        "https://example.org/" + "a" * LONGEST,
    ],
)
def test_anything_else_is_not(url):
    """A title is then shown without a link, rather than a message refused for it."""
    assert web_address(url) == ""


@given(st.text('htps:/.[]@a1 \t<>"\u00fc\u2028#?%', max_size=40).map("https://".__add__))
def test_no_link_is_refused(url):
    """Whatever stands in a file, a link that is made is one to Telegram, too."""
    assert not web_address(url) or is_link(url)
