from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.config import (
    Config,
    ConfigError,
    Secret,
    load_config,
    show_config,
    write_template,
)
from bot.config_file import read_lines

TOKEN = "1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ_-"
KEY = "q" * 42 + "A="


@pytest.fixture
def folder(tmp_path):
    """Work in an empty folder."""
    with contextlib.chdir(tmp_path):
        yield tmp_path


@pytest.fixture
def load(folder):
    """Load a configuration from the text of its file, as the file of the working folder."""

    def load(text=None, environ=(), **overrides):
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (folder / "verbatim.yaml").write_bytes(data)
        flags = {name.replace("__", "."): value for name, value in overrides.items()}
        return load_config(None, dict(environ), flags)

    return load


def names():
    """Return every ``section.field`` that the dataclasses have."""
    config = Config()
    return {
        f"{section.name}.{field.name}"
        for section in dataclasses.fields(config)
        if section.name != "sources"
        for field in dataclasses.fields(getattr(config, section.name))
    }


def said_of(path):
    """Return the error of a file, "" for none."""
    try:
        load_config(path, {})
    except ConfigError as error:
        return str(error)
    return ""


def message(load, text, **options):
    with pytest.raises(ConfigError) as caught:
        load(text, **options)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_without_anything_the_defaults_hold(load):
    """No file, no variable, no flag: nothing is required."""
    config = load()
    assert config == Config()
    assert set(config.sources) == names()
    assert set(config.sources.values()) == {"default"}
    for empty in ("", "# nothing\n", "library:\nstate:\n", "---\n", "\ufefflog:\n"):
        assert load(empty) == Config()


def test_flags_go_over_variables_over_the_file(load):
    """Each later one wins, and the configuration knows which did."""
    text = "library:\n  threshold: 0.1\n  edition: file\n  manual: file\n"
    environ = {"VERBATIM_LIBRARY_THRESHOLD": "0.2", "VERBATIM_LIBRARY_EDITION": "variable"}
    config = load(text, environ, library__threshold="0.3")
    assert config.library.threshold == 0.3
    assert (config.library.edition, config.library.manual) == ("variable", "file")
    assert config.sources["library.threshold"] == "flag"
    assert config.sources["library.edition"] == "environment VERBATIM_LIBRARY_EDITION"
    assert config.sources["library.manual"] == "verbatim.yaml, line 4"
    assert config.sources["library.store"] == "default"


def test_every_setting_can_be_set_everywhere(load):
    """By the file, by its variable, by a flag."""
    wanted = {
        "telegram.token": TOKEN,
        "telegram.api_url": "http://127.0.0.1:8081",
        "telegram.webhook_url": "https://example.org/hook",
        "telegram.webhook_listen": "127.0.0.1:8082",
        "telegram.webhook_secret": "abcdefgh_-12345678",
        "telegram.messages_per_second": "100",
        "telegram.language": "uk",
        "telegram.channels": "@the_newsroom, @the_desk",
        "telegram.newsroom": "The Lund Courier",
        "library.store": "/srv/a.db",
        "library.edition": "local",
        "library.manual": "",
        "library.threshold": "0.75",
        "state.store": "/srv/s.db",
        "state.key": KEY,
        "state.former_key": KEY,
        "state.key_file": "/srv/key",
        "state.adopt": "123456",
        "digests.file": "/srv/digests.yaml",
        "excerpts.share": "0.3",
        "flood.reader_at_once": "0",
        "flood.reader_a_minute": "1",
        "flood.group_at_once": "9999",
        "flood.group_a_minute": "30",
        "playground.port": "0",
        "ops.listen": "[::1]:9090",
        "log.level": "debug",
        "log.format": "json",
    }
    assert set(wanted) == names()
    sections = {}
    for name, value in wanted.items():
        section, field = name.split(".")
        sections.setdefault(section, {})[field] = value
    by_file = load(yaml.safe_dump(sections))
    variables = {"telegram.token": "TELEGRAM_BOT_TOKEN", "state.key": "VERBATIM_KEY"}
    variables["state.former_key"] = "VERBATIM_FORMER_KEY"
    environ = {
        variables.get(name, f"VERBATIM_{name.replace('.', '_').upper()}"): value
        for name, value in wanted.items()
    }
    by_environment = load("", environ)
    by_flags = load("", (), **{name.replace(".", "__"): value for name, value in wanted.items()})
    # A variable that is set to nothing counts as not set.
    assert by_environment.library.manual == "about-verbatim"
    assert by_file == by_flags
    assert by_file.telegram.token.reveal() == TOKEN
    assert by_file.library.threshold == 0.75
    assert by_file.playground.port == 0
    assert dataclasses.replace(by_environment, library=by_file.library) == by_file


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "log:\n  level: info\n\n\nlibrary:\n  store: a\n  treshold: 1\n",
            "7: library.treshold is not a setting; did you mean library.threshold?",
        ),
        (
            "libary:\n  store: a",
            "line 2: libary.store is not a setting; did you mean library.store?",
        ),
        ("log:\n  port: 1", "line 2: log.port is not a setting; did you mean playground.port?"),
        ("a:\n  b: 1", "line 2: a.b is not a setting; `verbatim config` shows all there are"),
        ("threshold: 1", "line 1: threshold is a section"),
        ("library: 1", "line 1: library is a section: its settings follow indented"),
        ("library:\n- store: a", "library is a section"),
        ("- library", "line 1: this file is made of sections"),
        ("just text", "line 1: this file is made of sections"),
        ("library:\n  store:\n    path: a", "library.store takes one value"),
        ("library:\n  store: [a]", "line 2: library.store takes one value"),
        ("library:\n  store:", "line 2: library.store has no value"),
        ("library:\n  store: ~", "line 2: library.store has no value"),
        ("library:\n  threshold: high", "must be a number from 0 to 1, not 'high'"),
        ("library:\n  threshold: 1.5", "library.threshold must be a number from 0 to 1, not '1.5'"),
        ("library:\n  threshold: .nan", "must be a number from 0 to 1"),
        ("library:\n  threshold: nan", "must be a number from 0 to 1"),
        ("library:\n  edition: ' '", "library.edition must be a name"),
        ("library:\n  store: ''", "library.store must be a path"),
        ("playground:\n  port: 65536", "must be a whole number from 0 to 65535, not '65536'"),
        ("playground:\n  port: -1", "must be a whole number"),
        ("playground:\n  port: 80.5", "must be a whole number"),
        ("playground:\n  port: ١٢", "must be a whole number"),
        (
            "telegram:\n  channels: the_newsroom",
            "must be names of public channels, as @one, @another, not 'the_newsroom'",
        ),
        (
            "telegram:\n  language: Klingon",
            "must be one of the languages that the bot speaks: de, en",
        ),
        ("log:\n  level: loud", "must be one of debug, info, warning, error, not 'loud'"),
        ("log:\n  format: xml", "must be one of text, json, not 'xml'"),
        ("ops:\n  listen: ':9090'", "must be an address to listen on"),
        ("ops:\n  listen: 127.0.0.1:65536", "must be an address to listen on"),
        ("ops:\n  listen: '::1:9090'", "must be an address to listen on"),
        ("ops:\n  listen: http://127.0.0.1:90", "must be an address to listen on"),
        ("state:\n  adopt: '@bot'", "must be a bot's id: the number before the colon"),
        ("telegram:\n  api_url: telegram.org", "an address that begins with https://"),
        ("telegram:\n  api_url: https://a:x/", "an address that begins with https://"),
        ("telegram:\n  api_url: file:///etc/passwd", "an address that begins with https://"),
        ("log:\n  level: info\nlog:\n  level: info", "line 3: log is here twice; it is in line 1"),
        ("log:\n  level: info\n  level: info", "line 3: log.level is here twice; it is in line 2"),
        ("log: {level: info, level: info}", "line 1: log.level is here twice"),
        ("log:\n  level: 'info", "line 2: this is not YAML"),
        ("log:\n\tlevel: info", "this is not YAML"),
        ("log: [", "this is not YAML"),
        ("log:\n---\nlog:\n", "this is not YAML"),
        ("log:\n  level: &a info", "line 2: anchors (&) and aliases (*) are not used here"),
        ("log: &a {}\nlibrary: *a", "line 1: anchors"),
        ("log:\n  level: *a", "line 2: anchors"),
        ("log:\n  level: !!python/name:os.system x", "line 2: log.level has a tag"),
        ("log:\n  level: !env HOME", "log.level has a tag"),
        ('"a\\nb\\e": 1', "line 1: a�b� is a section"),
        ('log:\n  "a\\nb": 1\n  "a\\nb": 1', "line 3: log.a�b is here twice"),
        ("? [a]\n: b", "a name is expected before the colon"),
        ("log:\n  level: in\0fo", "line 2: the character U+0000 has no place in YAML"),
        ("log:\n  level: in\x1bfo", "U+001B"),
        (b"log:\n  # caf\xe9\n", "line 2: this is not UTF-8"),
        ("log:\n".encode("utf-16"), "line 1: this is not UTF-8"),
        (b"#" * 1_000_001, "more than 1 MB"),
        ("a: " + "[" * 400_000, "nested too deeply"),
        ("{a: " * 200_000, "nested too deeply"),
    ],
    ids=lambda value: re.sub(r"\W+", " ", str(value[:40])) if len(value) < 500 else "large",
)
def test_what_is_wrong_is_named_with_its_line(load, text, expected):
    """Each mistake is one line that begins with the file and says what to do."""
    error = message(load, text)
    assert expected in error
    assert error.startswith("verbatim.yaml")


def test_an_alias_bomb_costs_nothing(load):
    """It is refused at its first anchor, before anything is unfolded."""
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    assert "line 1: anchors" in message(load, bomb)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("VERBATIM_LIBRARY_TRESHOLD", "1", "did you mean VERBATIM_LIBRARY_THRESHOLD?"),
        ("VERBATIM_TELEGRAM_TOKEN", "1", "did you mean TELEGRAM_BOT_TOKEN?"),
        ("VERBATIM_STATE_KEY", "1", "did you mean VERBATIM_KEY?"),
        ("VERBATIM_TOKEN", "1", "did you mean TELEGRAM_BOT_TOKEN?"),
        ("VERBATIM_THRESHOLD", "1", "did you mean VERBATIM_LIBRARY_THRESHOLD?"),
        ("VERBATIM_PORT", "8080", "did you mean VERBATIM_PLAYGROUND_PORT?"),
        ("VERBATIM_CONFG", "1", "did you mean VERBATIM_CONFIG?"),
        ("VERBATIM_ZZZ", "", "`verbatim config` shows all there are"),
        ("VERBATIM_PLAYGROUND_PORT", "http", "VERBATIM_PLAYGROUND_PORT: playground.port must be"),
        ("VERBATIM_CONFIG", "missing.yaml", "missing.yaml: there is no such file"),
        ("VERBATIM_CONFIG", "a\0b", "this is no path"),
        ("VERBATIM_STATE_STORE", "a\nb" * 99, "state.store must be a path"),
    ],
)
def test_a_wrong_variable_is_named(load, variable, value, expected):
    """A mistyped variable must not look healthy."""
    assert expected in message(load, None, environ={variable: value})


def test_foreign_variables_are_let_alone(load):
    """Other programs' variables, and those that Kubernetes sets for a service of our name."""
    environ = {
        "HOME": "/",
        "verbatim_x": "1",
        "VERBATIM_SERVICE_HOST": "10.0.0.1",
        "VERBATIM_PORT": "tcp://10.0.0.1:80",
        "VERBATIM_PORT_80_TCP_ADDR": "10.0.0.1",
        "VERBATIM_LIBRARY_STORE": "",
    }
    assert load(None, environ) == Config()


def test_a_wrong_flag_is_named(load):
    """An unknown one and a bad value."""
    assert "did you mean library.store?" in message(load, None, library__stor="a")
    assert "flag: log.level must be one of" in message(load, None, log__level="loud")


@pytest.mark.parametrize("token", ["123:short", "no colon in this long secret text", TOKEN + "!"])
def test_a_malformed_token_is_refused_and_never_shown(load, token):
    """From the file, the environment or a flag: the message says what a token looks like."""
    for error in (
        message(load, f"telegram:\n  token: '{token}'"),
        message(load, "", environ={"TELEGRAM_BOT_TOKEN": token}),
        message(load, "", telegram__token=token),
    ):
        assert "telegram.token must be a bot token" in error
        assert token not in error
    assert TOKEN not in message(load, f"library:\n  threshold: '{TOKEN}'")
    assert TOKEN not in message(load, f"'{TOKEN}':\n  a: 1")
    assert TOKEN not in message(load, f"'{TOKEN}': 1")
    assert TOKEN not in message(load, f"log:\n  '{TOKEN}': 1\n  '{TOKEN}': 1")


def test_a_malformed_key_is_refused_and_never_shown(load):
    """The message says what a key looks like."""
    error = message(load, "", environ={"VERBATIM_KEY": "hunter2"})
    assert "VERBATIM_KEY: state.key must be 44 characters" in error
    assert "hunter2" not in error


def test_both_databases_in_one_file_are_refused(load):
    """Two files by design; in memory there are always two."""
    error = message(load, "library:\n  store: a.db\nstate:\n  store: a.db\n")
    assert "must be two files" in error
    stores = {"library__store": "sqlite://", "state__store": "sqlite://"}
    assert load("", **stores).library.store == "sqlite://"


def test_paths_start_where_they_were_written(folder):
    """The file's from its folder, others from the working folder; URLs are as they are."""
    (folder / "etc").mkdir()
    (folder / "etc" / "v.yaml").write_text(
        "library:\n  store: a.db\nstate:\n  store: sqlite:///s.db\n  key_file: /k\n"
    )
    config = load_config(Path("etc/v.yaml"), {})
    assert config.library.store == "etc/a.db"
    assert (config.state.store, config.state.key_file) == ("sqlite:///s.db", "/k")
    environ = {"VERBATIM_CONFIG": "etc/v.yaml", "VERBATIM_LIBRARY_STORE": "b.db"}
    assert load_config(None, environ).library.store == "b.db"
    assert load_config(None, {"VERBATIM_STATE_KEY_FILE": "~/k"}).state.key_file == str(
        Path.home() / "k"
    )


def test_a_port_alone_is_this_machines_own(load):
    """A listening address without a host is loopback; with one it stays as it is."""
    assert load("", {"VERBATIM_OPS_LISTEN": "9090"}).ops.listen == "127.0.0.1:9090"
    assert load("ops:\n  listen: 0.0.0.0:80").ops.listen == "0.0.0.0:80"
    assert load("ops:\n  listen: '[::1]:80'").ops.listen == "[::1]:80"
    assert load("ops:\n  listen: localhost:80").ops.listen == "localhost:80"


def test_a_named_file_goes_before_the_variables_and_must_exist(folder):
    """The flag's file, or VERBATIM_CONFIG's, or the working folder's."""
    for name in ("a", "b", "verbatim"):
        (folder / f"{name}.yaml").write_text(f"library:\n  edition: {name}\n")
    variable = {"VERBATIM_CONFIG": "b.yaml"}
    assert load_config(Path("a.yaml"), variable).library.edition == "a"
    assert load_config(None, variable).library.edition == "b"
    assert load_config(None, {"VERBATIM_CONFIG": ""}).library.edition == "verbatim"
    with pytest.raises(ConfigError, match=r"`verbatim init` writes one"):
        load_config(Path("c.yaml"), {})


def test_what_is_no_file_is_refused(folder):
    """A folder, or a pipe that would be waited on for ever."""
    os.mkfifo(folder / "pipe")
    for name in (".", "pipe"):
        with pytest.raises(ConfigError, match="this is not a file"):
            load_config(Path(name), {})


def test_values_are_taken_as_they_are_written(load):
    """What YAML would take for a number, a truth or a date is still the text it is."""
    for text in ("2026", "yes", "0x1F", "2026-07-01", "1:30", "null_"):
        assert load(f"library:\n  edition: {text}\n").library.edition == text


def test_secrets_are_masked_where_the_configuration_is_shown(load):
    """The effective configuration is YAML with each value's source, and shows no secret."""
    config = load(
        "library:\n  threshold: 0.25\nstate:\n  store: 'a \"b\" # c é.db'\n",
        {"TELEGRAM_BOT_TOKEN": TOKEN, "VERBATIM_KEY": KEY},
        library__store="postgresql://me:hunter2@host/db",
    )
    shown = show_config(config)
    for text in (shown, repr(config), str(config), f"{config.telegram.token}"):
        assert TOKEN not in text
        assert KEY not in text
    assert "hunter2" not in shown
    assert '  token: "********"  # environment TELEGRAM_BOT_TOKEN\n' in shown
    assert "  threshold: 0.25  # verbatim.yaml, line 2\n" in shown
    assert '  edition: "main"  # default\n' in shown
    loaded = yaml.safe_load(shown)
    assert loaded["state"]["store"] == 'a "b" # c é.db'
    assert {f"{part}.{key}" for part, keys in loaded.items() for key in keys} == names()
    assert '  token: ""  # default\n' in show_config(Config())


def test_a_secret_shows_itself_only_when_asked():
    """Neither by repr, str nor format; it still compares and counts as true."""
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {secret!s} {[secret]} %s" % (secret,)
    assert secret.reveal() == "hunter2"
    assert secret == Secret("hunter2") != Secret("x")
    assert hash(secret) == hash(Secret("hunter2"))
    assert secret
    assert not Secret()


def test_the_template_names_every_setting_at_its_default(folder, load):
    """As it is, and with every setting's # taken away, it is the default configuration."""
    path = folder / "verbatim.yaml"
    write_template(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    template = path.read_text()
    assert load() == Config()
    uncommented = re.sub(r"^( *)#(?! |$)", r"\1", template, flags=re.MULTILINE)
    home = Path("~/.config/verbatim/key")
    config = load(uncommented)
    assert config.state.key_file == str(home.expanduser())
    state = dataclasses.replace(config.state, key_file=str(home))
    assert dataclasses.replace(config, state=state) == Config()
    assert {line.name for line in read_lines(path)} == names()


def test_each_setting_of_the_template_is_explained(folder):
    """Above each stands a sentence."""
    write_template(folder / "verbatim.yaml")
    paragraphs = (folder / "verbatim.yaml").read_text().split("\n\n")[1:]
    assert len(paragraphs) == len(names())
    for paragraph in paragraphs:
        *prose, setting = paragraph.strip().splitlines()
        assert re.fullmatch(r"  #[a-z_]+: \S+", setting)
        assert "".join(prose).rstrip().endswith(".")


def test_the_template_overwrites_nothing(folder):
    """An existing file stays; a missing folder is an error."""
    path = folder / "verbatim.yaml"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="is there already"):
        write_template(path)
    assert path.read_text() == "mine"
    with pytest.raises(ConfigError, match="No such file"):
        write_template(folder / "missing" / "verbatim.yaml")


def test_loading_is_cheap(folder):
    """Only PyYAML of all that is installed."""
    script = (
        "import sys, pathlib, bot.config as c; c.load_config(None, {});"
        "heavy = {'sqlalchemy', 'cryptography', 'telegram', 'aiohttp', 'difflib'} & {*sys.modules};"
        "assert not heavy, heavy"
    )
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run([sys.executable, "-c", script], env=environ, check=False).returncode == 0


@given(st.text() | st.binary(max_size=200))
def test_any_file_is_a_configuration_or_a_clear_error(tmp_path_factory, content):
    """Whatever stands in the file, nothing but a ConfigError of one line comes out."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert said_of(path).isprintable()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["library", "store", "threshold", "log", "level", "state", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_yaml_is_a_configuration_or_a_clear_error(tmp_path_factory, content):
    """The same for whatever is YAML."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert said_of(path).isprintable()
