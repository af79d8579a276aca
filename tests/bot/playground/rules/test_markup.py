"""Texts with markup, as Telegram's parser reads and refuses them."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.rules import entities, markup
from bot.playground.rules.refusal import Refusal


def marks(text, mode):
    """Return the plain text, and each entity as (type, what it covers)."""
    plain, found = markup.parse(text, mode)
    entities.check(plain, found)
    return plain, [
        (e["type"], entities.slice_utf16(plain, e["offset"], e["length"])) for e in found
    ]


@pytest.mark.parametrize(
    ("text", "plain", "found"),
    [
        ("a &lt;b&gt; &amp; &quot;&#33;&#x1F600; &nbsp", 'a <b> & "!😀 &nbsp', []),
        ("<b>a</b><STRONG>b</STRONG>", "ab", [("bold", "a"), ("bold", "b")]),
        ("<i>a</i><em>b</em>", "ab", [("italic", "a"), ("italic", "b")]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", "a"), ("underline", "b")]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", x) for x in "abc"]),
        (
            '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', "ab",
            [("spoiler", "a"), ("spoiler", "b")],
        ),
        ("<b>😀<i>x</i></b>", "😀x", [("bold", "😀x"), ("italic", "x")]),
        ("<a href='https://a.org'>l</a>", "l", [("text_link", "l")]),
        ("<a>https://a.org</a>", "https://a.org", [("text_link", "https://a.org")]),
        ("<a href='javascript:x'>l</a>", "l", []),
        ('<a href="tg://user?id=5">me</a>', "me", [("text_mention", "me")]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", "q")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ('<blockquote expandable="">q</blockquote>', "q", [("expandable_blockquote", "q")]),
        ("<code>x</code><pre>y</pre>", "xy", [("code", "x"), ("pre", "y")]),
        ("<b></b>a<b>b</>", "ab", [("bold", "b")]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", "👍")]),
        ('<tg-time unix="1" format="wDT">now</tg-time>', "now", [("date_time", "now")]),
    ],
)  # fmt: skip
def test_html_is_read(text, plain, found):
    """Each tag of the documents, by any of its names, and the character references."""
    assert marks(text, "HTML") == (plain, found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a<br>", 'Unsupported start tag "br" at byte offset 1'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("é<", "Unclosed start tag at byte offset 2"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href=x_y>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<span class='x'>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
def test_wrong_html_is_refused(text, reason):
    """In the words of Telegram's parser, with its offsets in bytes."""
    with pytest.raises(Refusal, match=re.escape(f"Bad Request: can't parse entities: {reason}")):
        markup.parse(text, "html")


@pytest.mark.parametrize(
    ("text", "plain", "found"),
    [
        ("*a* _b_ __c__ ~d~ ||e|| `f`", "a b c d e f", [
            ("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d"),
            ("spoiler", "e"), ("code", "f"),
        ]),
        ("*a _b __c___*", "a b c", [("bold", "a b c"), ("italic", "b c"), ("underline", "c")]),
        ("\\*a\\.\\\\", "*a.\\", []),
        ("[l](https://a.org/\\))", "l", [("text_link", "l")]),
        ("[me](tg://user?id=5)", "me", [("text_mention", "me")]),
        ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", "👍")]),
        ("![now](tg://time?unix=1&format=wDT)", "now", [("date_time", "now")]),
        ("```\na*b```", "a*b", [("pre", "a*b")]),
        ("```py\nx.y\n```", "x.y\n", [("pre", "x.y\n")]),
        ("a\n>b\n>*c*\nd", "a\nb\nc\nd", [("blockquote", "b\nc"), ("bold", "c")]),
        (">a\n**>b\n>c||", "a\nb\nc", [("blockquote", "a"), ("expandable_blockquote", "b\nc")]),
        (">a ||b||\n>c", "a b\nc", [("blockquote", "a b\nc"), ("spoiler", "b")]),
        ("**", "", []),
    ],
)  # fmt: skip
def test_markdown_v2_is_read(text, plain, found):
    """Each mark of the documents, nested ones, escapes, quotations of several lines."""
    assert marks(text, "MarkdownV2") == (plain, found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *((c, f"Character '{c}' is reserved and must be escaped with the preceding '\\'")
          for c in "]()#+-=|{}.!"),
        ("a>", "Character '>' is reserved"),
        ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
        ("*a", "Can't find end of Bold entity at byte offset 0"),
        (">*a\nb", "Can't find end of Bold entity at byte offset 1"),
        ("__a", "Can't find end of Underline entity at byte offset 0"),
        ("||a", "Can't find end of Spoiler entity at byte offset 0"),
        ("```a", "Can't find end of Pre entity at byte offset 0"),
        ("```a\nb", "Can't find end of PreCode entity at byte offset 0"),
        ("[a](b", "Can't find end of a URL at byte offset 4"),
        ("![a]", "Custom emoji entity must contain a tg://emoji URL"),
        ("![a](b", "Can't find end of a custom emoji URL at byte offset 5"),
        ("![a](https://a.org)", "Custom emoji URL must have scheme tg"),
        ("![a](tg://[)", "Custom emoji URL must have scheme tg"),
        ("![a](tg://user)", 'Custom emoji URL must have host "emoji"'),
        ("![a](tg://emoji)", "Custom emoji URL must have an emoji identifier"),
    ],
)  # fmt: skip
def test_wrong_markdown_v2_is_refused(text, reason):
    """In the words of Telegram's parser, with its offsets in bytes."""
    with pytest.raises(Refusal, match=re.escape(f"Bad Request: can't parse entities: {reason}")):
        markup.parse(text, "MarkdownV2")


def test_the_older_markdown_is_read_and_refused():
    """It has bold, italic, links and code, which cannot be nested, and escapes for four marks."""
    text = "*a* _b_ [l](https://a.org) `c` ```py\nd``` \\* [n] 1. x!"
    assert marks(text, "Markdown") == (
        "a b l c d * n 1. x!",
        [("bold", "a"), ("italic", "b"), ("text_link", "l"), ("code", "c"), ("pre", "d")],
    )
    assert markup.parse("```py\nd```", "markdown")[1][0]["language"] == "py"
    with pytest.raises(Refusal, match="Can't find end of the entity starting at byte offset 3"):
        markup.parse("éa_b", "Markdown")


def test_a_code_block_knows_its_language():
    """Code with a class right inside pre is one entity with a language; alone it has none."""
    text, found = markup.parse('<pre><code class="language-c">x</code></pre>', "HTML")
    assert (text, found) == ("x", [{"type": "pre", "offset": 0, "length": 1, "language": "c"}])
    assert "language" not in markup.parse('<code class="language-c">x</code>', "HTML")[1][0]


def test_modes_are_named_in_any_case():
    """No mode is no markup; one that is not known is refused."""
    assert markup.parse("<b>", "") == ("<b>", [])
    assert markup.parse("<b>", "None") == ("<b>", [])
    assert markup.parse("", "HTML") == ("", [])
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        markup.parse("x", "BBCode")


LEAF = st.text(st.sampled_from("ab 😀é.*_`<>&[]()!\\"), min_size=1, max_size=6)
TREE = st.recursive(
    LEAF.map(lambda text: ("", text)),
    lambda inner: st.tuples(st.sampled_from("bisu"), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=6,
)
V2 = {"b": "*", "s": "~"}


def as_html(tree):
    kind, inner = tree
    return f"<{kind}>{''.join(map(as_html, inner))}</{kind}>" if kind else html.escape(inner)


def as_v2(tree):
    kind, inner = tree
    if not kind:
        return re.sub(r"([_*\[\]()~`>#+\-=|{}.!\\])", r"\\\1", inner)
    mark = V2.get(kind, "")
    return f"{mark}{''.join(map(as_v2, inner))}{mark}"


def plain_of(tree):
    kind, inner = tree
    return "".join(map(plain_of, inner)) if kind else inner


def covered(tree):
    """Yield (type, text) of each mark in a tree, outer ones first."""
    kind, inner = tree
    if kind:
        names = {"b": "bold", "i": "italic", "s": "strikethrough", "u": "underline"}
        yield names[kind], plain_of(tree)
        for one in inner:
            yield from covered(one)


@given(tree=TREE)
def test_html_that_is_written_is_read_as_it_was_meant(tree):
    """Any nesting of tags over any text gives that text and these marks, wherever they stand."""
    plain, found = marks(as_html(tree), "HTML")
    assert plain == plain_of(tree)
    assert sorted(found) == sorted(covered(tree))


@given(text=LEAF)
def test_escaped_markdown_is_the_text_itself(text):
    """Every reserved character may be escaped, and then it is one like the others."""
    assert marks(as_v2(("", text)), "MarkdownV2") == (text, [])
    assert marks(f"*{as_v2(('', text))}*", "MarkdownV2") == (text, [("bold", text)])


@given(text=st.text(st.sampled_from("ab\n😀*_~|`[]()!<>/=&;#x'\"\\ ."), max_size=40),
       mode=st.sampled_from(["HTML", "MarkdownV2", "Markdown"]))  # fmt: skip
def test_anything_is_read_or_refused(text, mode):
    """No text brings the parsers down, and what they find lies in the text."""
    reason = ""
    plain, found = "", []
    try:
        plain, found = markup.parse(text, mode)
    except Refusal as refusal:
        reason = refusal.description
    assert reason.startswith("Bad Request: can't parse entities: ") or not reason
    size = entities.utf16_length(plain)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= size for e in found)
