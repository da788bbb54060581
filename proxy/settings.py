"""The table of settings: every value with its meaning, its limits and a safe default.

Frozen once read. `settings_file` reads them from TOML and environment; nothing else does. A field's
description is its documentation: the reference is made from this table.
"""

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from translation.languages import LANGUAGES

_SELECTOR: Final = re.compile(r"(?:[A-Za-z][\w-]*)?(?:[.#][A-Za-z_][\w-]*)*")
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")


def _listed(value: object) -> object:
    """A text is a list too, for the environment: `en, tr` or `en tr`."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _numeric(value: object) -> object:
    if isinstance(value, bool):
        message = "must be a number"
        raise ValueError(message)
    return value


def _languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if code not in LANGUAGES:
            message = f'must hold codes of known languages ({" ".join(LANGUAGES)}), not "{code}"'
            raise ValueError(message)
    if len(set(codes)) < len(codes) or not codes:
        message = "must hold at least one language, and each only once"
        raise ValueError(message)
    return codes


def _hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if not _HOST.fullmatch(name):
            message = f'must hold host names such as "www.stadt.example" or "stadt:8443", not "{name}"'
            raise ValueError(message)
    return tuple(name.lower() for name in names)


def _networks(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        try:
            ipaddress.ip_network(name, strict=False)
        except ValueError:
            message = f'must hold addresses or networks such as "10.0.0.0/8", not "{name}"'
            raise ValueError(message) from None
    return names


def _site(url: str) -> str:
    message = 'must be scheme and host, such as "http://127.0.0.1:8080", without a path'
    try:
        parts = urlsplit(url)
        port_ok = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        raise ValueError(message) from None
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc) or extra or not port_ok:
        raise ValueError(message)
    return f"{parts.scheme}://{parts.netloc}"


def _public_site(url: str) -> str:
    return _site(url) if url else url


def _paths(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        if not pattern.startswith("/"):
            message = f'must hold paths that start with "/", not "{pattern}"'
            raise ValueError(message)
    return patterns


def _selectors(selectors: tuple[str, ...]) -> tuple[str, ...]:
    for selector in selectors:
        if not selector or not _SELECTOR.fullmatch(selector):
            message = f'must hold simple selectors such as "pre", ".code" or "p#key", not "{selector}"'
            raise ValueError(message)
    return selectors


def _default_folder() -> Path:
    """XDG Base Directory Specification 0.8: an empty variable counts as unset."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stadtlotse"


def _expanded(path: Path) -> Path:
    return path.expanduser()


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Whole = Annotated[int, BeforeValidator(_numeric)]
Seconds = Annotated[float, BeforeValidator(_numeric), Field(allow_inf_nan=False)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class ServerSettings(_Section):
    """Where the proxy listens."""

    host: Annotated[str, Field(min_length=1, description="address to listen on")] = "127.0.0.1"
    port: Annotated[Whole, Field(ge=1, le=65535, description="port to listen on")] = 8800
    hosts: Annotated[Names, AfterValidator(_hosts), Field(description="host names that are answered; empty: any")] = ()
    public_url: Annotated[
        str,
        AfterValidator(_public_site),
        Field(description="scheme and host the visitors use; empty: taken from each request"),
    ] = ""
    drain_seconds: Annotated[
        Seconds, Field(ge=0, le=3600, description="how long a stop waits for running requests")
    ] = 15.0
    max_header_bytes: Annotated[
        Whole, Field(ge=1024, le=1_048_576, description="longest request line and longest header field")
    ] = 32_768
    trusted_proxies: Annotated[
        Names,
        AfterValidator(_networks),
        Field(description="networks whose X-Forwarded-* and Forwarded headers are believed"),
    ] = ()


class OriginSettings(_Section):
    """The city's website."""

    url: Annotated[str, AfterValidator(_site), Field(description="scheme and host of the website")] = (
        "http://127.0.0.1:8080"
    )
    aliases: Annotated[
        Names, AfterValidator(_hosts), Field(description="other host names that mean the same website")
    ] = ()
    host_header: Annotated[
        Literal["preserve", "origin"],
        Field(description="the Host the website sees: the visitor's (preserve) or its own (origin)"),
    ] = "preserve"
    connect_seconds: Annotated[Seconds, Field(gt=0, le=300, description="time to connect")] = 5.0
    read_seconds: Annotated[
        Seconds, Field(gt=0, le=3600, description="longest silence of the website within an answer")
    ] = 60.0
    ca_file: Annotated[Path | None, Field(description="certificates to trust besides the system's, for https")] = None
    max_connections: Annotated[Whole, Field(ge=1, le=10_000, description="connections at one time")] = 100


class LanguageSettings(_Section):
    """From which language into which."""

    source: Annotated[Literal["de"], Field(description="language of the website")] = "de"
    targets: Annotated[
        Names, AfterValidator(_languages), Field(description="languages offered, in the switcher's order")
    ] = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")

    @model_validator(mode="after")
    def _source_is_no_target(self) -> "LanguageSettings":
        if self.source in self.targets:
            message = f'must not hold the source language "{self.source}"'
            raise ValueError(message)
        return self


class PageSettings(_Section):
    """Which pages are translated, and how long that may take."""

    max_bytes: Annotated[Whole, Field(ge=1024, le=268_435_456, description="larger pages pass untranslated")] = (
        8 * 1024 * 1024
    )
    deadline_seconds: Annotated[
        Seconds, Field(ge=0, le=120, description="what a visitor waits for a translation at most")
    ] = 1.5
    bot_deadline_seconds: Annotated[Seconds, Field(ge=0, le=600, description="what a search engine waits at most")] = (
        5.0
    )
    excluded_paths: Annotated[
        Names, AfterValidator(_paths), Field(description="paths that stay German; * stands for anything")
    ] = ()
    switcher_on_german: Annotated[bool, Field(description="add the language switcher to German pages")] = False
    notice: Annotated[bool, Field(description="show the notice of machine translation")] = True
    ignore_no_transform: Annotated[bool, Field(description="translate pages with Cache-Control: no-transform too")] = (
        False
    )
    untranslated_selectors: Annotated[
        Names,
        AfterValidator(_selectors),
        Field(description="elements that stay German: pre, .class, #id, p.class"),
    ] = ()


class CacheSettings(_Section):
    """What is remembered, and where."""

    folder: Annotated[
        Path,
        AfterValidator(_expanded),
        Field(description="folder of the caches", default_factory=_default_folder),
    ]
    segment_megabytes: Annotated[
        Whole, Field(ge=1, le=1_048_576, description="size limit of remembered translations")
    ] = 512
    page_megabytes: Annotated[Whole, Field(ge=1, le=1_048_576, description="size limit of remembered pages")] = 512
    ignored_cookies: Annotated[
        Names, Field(description="cookies that do not make a page personal; * stands for anything")
    ] = ()


class EngineSettings(_Section):
    """What translates."""

    kind: Annotated[Literal["ctranslate2", "identity"], Field(description="engine; identity changes nothing")] = (
        "ctranslate2"
    )
    model: Annotated[str, Field(min_length=1, description="model by its name in the catalogue")] = "starter"
    threads: Annotated[Whole, Field(ge=0, le=1024, description="threads; 0: as many as cores")] = 0
    device: Annotated[Literal["auto", "cpu", "cuda"], Field(description="where the model runs")] = "auto"
    batch_tokens: Annotated[Whole, Field(ge=16, le=65_536, description="tokens in one call of the engine")] = 384
    batch_wait_ms: Annotated[Seconds, Field(ge=0, le=1000, description="how long a batch waits for company")] = 5.0
    min_confidence: Annotated[bool, Field(description="leave German what the model is not confident of")] = True


class LogSettings(_Section):
    """What is written to standard error."""

    level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="least level that is written")] = (
        "info"
    )
    format: Annotated[Literal["json", "console"], Field(description="for programs or for people")] = "console"
    addresses: Annotated[bool, Field(description="write visitors' addresses (personal data)")] = False


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="STADTLOTSE_",
        env_nested_delimiter="__",
        enable_decoding=False,
    )

    server: ServerSettings = ServerSettings()
    origin: OriginSettings = OriginSettings()
    languages: LanguageSettings = LanguageSettings()
    pages: PageSettings = PageSettings()
    cache: CacheSettings = Field(default_factory=lambda: CacheSettings.model_validate({}))
    engine: EngineSettings = EngineSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: `settings_file.load` puts file, environment and options together."""
        return (init_settings,)
