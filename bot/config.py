"""What an operator may set: one YAML file, environment variables over it, flags over both.

`load_config` is handed the environment; nothing here reads it. A variable that is
set to nothing counts as not set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from bot.config_settings import NO_SECRET, SETTINGS, Given, Secret, one_line
from bot.errors import ConfigError
from knowledge.settings import LibrarySettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "Config",
    "ConfigError",
    "DigestsConfig",
    "ExcerptsConfig",
    "FloodConfig",
    "LogConfig",
    "OpsConfig",
    "PlaygroundConfig",
    "Secret",
    "StateConfig",
    "TelegramConfig",
    "load_config",
    "show_config",
    "write_template",
]

_FILE: Final = "verbatim.yaml"
_FILE_VARIABLE: Final = "VERBATIM_CONFIG"
_PREFIX: Final = "VERBATIM_"
_PASSWORD: Final = re.compile(r"(://[^:/@]*):[^@]*@")
# Kubernetes sets these for a service called "verbatim"; they are none of ours.
_FOREIGN: Final = re.compile(r"VERBATIM_(SERVICE_\w+=|PORT_\w+=|PORT=\w+://)")


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """How to reach Telegram, and how it reaches the bot. `token` is empty where none was given.

    With `webhook_url` Telegram brings updates there, to what listens at `webhook_listen`;
    without one they are fetched. `messages_per_second` is how many leave in all. `language`
    (ISO 639-1) is spoken to who reads none that the bot speaks. `channels` are the public
    channels of the newsroom, "@one, @another": their posts may be quoted in private chats.
    `newsroom` is its name, for who asks whose bot it is; "" for none.
    """

    token: Secret = NO_SECRET
    api_url: str = "https://api.telegram.org"
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8081"
    webhook_secret: Secret = NO_SECRET
    messages_per_second: int = 30
    language: str = "en"
    channels: str = ""
    newsroom: str = ""


@dataclass(frozen=True, slots=True)
class StateConfig:
    """Where the bot keeps its state, and with which key. `key` is empty: `key_file` has it.

    `former_key` still reads what it wrote, until `verbatim keys rotate` has replaced it.

    `adopt` is the id of a bot that takes over another bot's state; 0 for none.
    """

    store: str = "data/state.db"
    key: Secret = NO_SECRET
    former_key: Secret = NO_SECRET
    key_file: str = "~/.config/verbatim/key"
    adopt: int = 0


@dataclass(frozen=True, slots=True)
class ExcerptsConfig:
    """Which share of an article a reader is shown in a day, of 0 to 1; 0 for all of it."""

    share: float = 0.0


@dataclass(frozen=True, slots=True)
class DigestsConfig:
    """Which file says what is posted when and where."""

    file: str = "digests.yaml"


@dataclass(frozen=True, slots=True)
class FloodConfig:
    """How many messages a reader, or a whole group, may send at once and a minute after that.

    `…_at_once` is 0 for any number.
    """

    reader_at_once: int = 20
    reader_a_minute: int = 20
    group_at_once: int = 40
    group_a_minute: int = 20


@dataclass(frozen=True, slots=True)
class PlaygroundConfig:
    """Where the playground listens on this machine; 0 is any free port."""

    port: int = 8080


@dataclass(frozen=True, slots=True)
class OpsConfig:
    """Where health and metrics are served, as ``host:port``; "" for nowhere."""

    listen: str = ""


@dataclass(frozen=True, slots=True)
class LogConfig:
    """How much is logged: debug, info, warning or error; and how: text or json."""

    level: str = "info"
    format: Literal["text", "json"] = "text"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that is set. `sources` says of each ``section.field`` where it comes from."""

    telegram: TelegramConfig = field(default_factory=TelegramConfig)
    library: LibrarySettings = field(default_factory=LibrarySettings)
    state: StateConfig = field(default_factory=StateConfig)
    excerpts: ExcerptsConfig = field(default_factory=ExcerptsConfig)
    digests: DigestsConfig = field(default_factory=DigestsConfig)
    flood: FloodConfig = field(default_factory=FloodConfig)
    playground: PlaygroundConfig = field(default_factory=PlaygroundConfig)
    ops: OpsConfig = field(default_factory=OpsConfig)
    log: LogConfig = field(default_factory=LogConfig)
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


def load_config(
    path: Path | None,
    environ: Mapping[str, str],
    overrides: Mapping[str, str] = MappingProxyType({}),
) -> Config:
    """Return the effective configuration, all of it checked.

    Args:
        path: the file that a flag names; None for the one that VERBATIM_CONFIG names,
            or else ``verbatim.yaml`` in the working folder, if there is one.
        environ: the environment.
        overrides: what flags set, by ``section.field``.

    Relative paths of the file start from its folder, all others from the working folder.

    Raises:
        ConfigError: anything is unknown, malformed or out of range; the first such thing.

    """
    values: dict[str, object] = {}
    sources = dict.fromkeys(SETTINGS, "default")
    given = [*_from_file(path, environ), *_from_environment(environ), *_from_flags(overrides)]
    for one in given:
        setting = SETTINGS[one.name]
        try:
            values[one.name] = setting.read(one)
        except ValueError as error:
            said = "" if setting.secret else f", not '{one_line(one.text, 60)}'"
            raise ConfigError(f"{one.where}: {one.name} must be {error}{said}") from None
        sources[one.name] = one.source
    config = Config(
        telegram=TelegramConfig(**_section(values, "telegram")),
        library=LibrarySettings(**_section(values, "library")),
        state=StateConfig(**_section(values, "state")),
        excerpts=ExcerptsConfig(**_section(values, "excerpts")),
        digests=DigestsConfig(**_section(values, "digests")),
        flood=FloodConfig(**_section(values, "flood")),
        playground=PlaygroundConfig(**_section(values, "playground")),
        ops=OpsConfig(**_section(values, "ops")),
        log=LogConfig(**_section(values, "log")),
        sources=sources,
    )
    if config.library.store == config.state.store and config.state.store != "sqlite://":
        raise ConfigError(
            f"library.store and state.store are both {config.state.store}: they must be two files"
        )
    return config


def show_config(config: Config) -> str:
    """Return the configuration as YAML, each value's source behind it, secrets masked."""
    import yaml

    lines: list[str] = []
    section = ""
    for name in SETTINGS:
        part, key = name.split(".")
        if part != section:
            section = part
            lines.append(f"{section}:")
        value = getattr(getattr(config, part), key)
        if isinstance(value, (str, Secret)):
            text = _PASSWORD.sub(r"\1:********@", str(value))
            quoted = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**6)
            value = quoted.rstrip("\n")
        lines.append(f"  {key}: {value}  # {config.sources.get(name, 'default')}")
    return "\n".join(lines) + "\n"


def write_template(path: Path) -> None:
    """Write a file that names and explains every setting, each one commented out.

    Raises:
        ConfigError: there is something at that path already, or it cannot be written.

    """
    from importlib import resources

    template = resources.files("bot").joinpath("default.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(template)
        # It may come to hold the token.
        path.chmod(0o600)
    except FileExistsError as error:
        raise ConfigError(f"{path} is there already; it was left as it is") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or 'it cannot be written'}") from error


def _from_file(path: Path | None, environ: Mapping[str, str]) -> Iterator[Given]:
    if path is None and environ.get(_FILE_VARIABLE):
        path = Path(environ[_FILE_VARIABLE])
    if path is None:
        path = Path(_FILE)
        if not path.exists():
            return
    # Only who has a file pays for reading YAML: 20 ms of a cold start.
    from bot.config_file import read_lines

    for line in read_lines(path):
        where = f"{path}, line {line.line}"
        if line.name not in SETTINGS:
            raise ConfigError(f"{where}: {_unknown(line.name, {name: name for name in SETTINGS})}")
        yield Given(line.name, line.text, where, where, path.parent)


def _from_environment(environ: Mapping[str, str]) -> Iterator[Given]:
    variables = {setting.variable or _variable(name): name for name, setting in SETTINGS.items()}
    for variable, text in sorted(environ.items()):
        name = variables.get(variable)
        if name is not None and text:
            yield Given(name, text, variable, f"environment {variable}", Path())
        elif (
            name is None
            and variable.startswith(_PREFIX)
            and variable != _FILE_VARIABLE
            and not _FOREIGN.match(f"{variable}={text}")
        ):
            raise ConfigError(_unknown(variable, _guesses()))


def _from_flags(overrides: Mapping[str, str]) -> Iterator[Given]:
    for name, text in overrides.items():
        if name not in SETTINGS:
            raise ConfigError(_unknown(name, {name: name for name in SETTINGS}))
        yield Given(name, text, "flag", "flag", Path())


def _guesses() -> dict[str, str]:
    """Return each variable by what somebody might take it for, too."""
    real = {name: setting.variable or _variable(name) for name, setting in SETTINGS.items()}
    by_rule = {_variable(name): variable for name, variable in real.items()}
    return by_rule | {variable: variable for variable in (*real.values(), _FILE_VARIABLE)}


def _unknown(name: str, known: Mapping[str, str]) -> str:
    """Return what to say of a name, given the real ones by their likenesses."""
    import difflib

    # The field alone, or in the wrong section, is likelier than a similar name; what
    # all names share says nothing.
    bare = name.removeprefix(_PREFIX)
    last = bare.rpartition(".")[2]
    likenesses = {one.removeprefix(_PREFIX): real for one, real in known.items()}
    near = [
        real for one, real in known.items() if one == name or one.endswith((f".{last}", f"_{last}"))
    ] or [likenesses[one] for one in difflib.get_close_matches(bare, likenesses, n=1)]
    hint = f"did you mean {near[0]}?" if near else "`verbatim config` shows all there are"
    return f"{one_line(name, 60)} is not a setting; {hint}"


def _variable(name: str) -> str:
    return _PREFIX + name.replace(".", "_").upper()


def _section(values: Mapping[str, object], section: str) -> dict[str, Any]:
    prefix = f"{section}."
    return {
        name.removeprefix(prefix): value
        for name, value in values.items()
        if name.startswith(prefix)
    }
