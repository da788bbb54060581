"""The table of settings: every value with its meaning, its limits and a safe default.

Frozen once read. `settings_file` reads them from TOML and environment; nothing else does. A field's
description is its documentation: the reference is made from this table.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from glossary.connecting import place_of
from glossary.errors import StoreError
from proxy.accessibility.rules import NAMES as REPAIRS
from translation.languages import LANGUAGES

T = TypeVar("T")

_SELECTOR: Final = re.compile(r"(?:[A-Za-z][\w-]*)?(?:[.#][A-Za-z_][\w-]*)*")
ROLES: Final = ("reader", "editor", "terminologist", "ops", "admin")
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9a-fA-F:]+\](:\d{1,5})?")


def _listed(value: object) -> object:
    """A text is a list too, for the environment: `en, tr` or `en tr`."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _paired(value: object) -> object:
    """A text is a table too, for the environment: `tr=opus-bible-trk, ar=small100`."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in value.replace(",", " ").split()]
    if not all(name and given for name, _, given in pairs):
        message = 'must be a table such as { tr = "KEY" }, in the environment "tr=KEY, ar=KEY"'
        raise ValueError(message)
    return {name: given for name, _, given in pairs}


def _by_language(table: Mapping[str, T]) -> Mapping[str, T]:
    for code in table:
        if code not in LANGUAGES:
            message = f'must have codes of known languages ({" ".join(LANGUAGES)}) as names, not "{code}"'
            raise ValueError(message)
    return MappingProxyType(dict(table))


def _percents(table: Mapping[str, float]) -> Mapping[str, float]:
    for code, percent in table.items():
        if not 0 <= percent <= 100:
            message = f'must hold numbers from 0 to 100, not {percent:g} for "{code}"'
            raise ValueError(message)
    return table


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


def _known_languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    return _languages(codes) if codes else codes


def _traces(url: str) -> str:
    if url and urlsplit(url).scheme not in ("http", "https"):
        message = 'must be an address such as "http://127.0.0.1:4318/v1/traces"'
        raise ValueError(message)
    return url


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


def _repairs(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in REPAIRS:
            message = f'must hold names of repairs ({" ".join(REPAIRS)}), not "{name}"'
            raise ValueError(message)
    return names


def _roles(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in ROLES:
            message = f'must hold roles of the desk ({" ".join(ROLES)}), not "{name}"'
            raise ValueError(message)
    return names


def _group_roles(table: Mapping[str, str]) -> Mapping[str, str]:
    _roles(tuple(table.values()))
    return MappingProxyType(dict(table))


def _group_languages(table: Mapping[str, str]) -> Mapping[str, str]:
    _known_languages(tuple(dict.fromkeys(table.values())))
    return MappingProxyType(dict(table))


def _issuer(url: str) -> str:
    """OpenID Connect Discovery 2: https, without query and fragment; on this machine http will do, for trying."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    if url and (not (local or parts.scheme == "https") or not parts.hostname or parts.query or parts.fragment):
        message = 'must be an address such as "https://login.stadt.example/realms/stadt"'
        raise ValueError(message)
    return url


def _default_folder() -> Path:
    """XDG Base Directory Specification 0.8: an empty variable counts as unset."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stadtlotse"


def _expanded(path: Path) -> Path:
    return path.expanduser()


def _database(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, str | Path) and str(value):
        with suppress(StoreError):
            return place_of(value)
    message = 'must be a path, or an address such as "postgresql://user:password@host/name"'
    raise ValueError(message)


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
ModelNames = Annotated[Mapping[str, str], BeforeValidator(_paired), AfterValidator(_by_language), PlainSerializer(dict)]
Percents = Annotated[
    Mapping[str, float],
    BeforeValidator(_paired),
    AfterValidator(_percents),
    AfterValidator(_by_language),
    PlainSerializer(dict),
]
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
    forwarding: Annotated[
        Literal["x-forwarded", "forwarded"],
        Field(description="which of them the trusted proxies write; the other kind is not believed"),
    ] = "x-forwarded"
    head_seconds: Annotated[
        Seconds, Field(gt=0, le=600, description="time in which the head of a request must have come")
    ] = 20.0
    stall_seconds: Annotated[
        Seconds, Field(gt=0, le=3600, description="longest time in which a visitor takes nothing of an answer")
    ] = 60.0
    idle_seconds: Annotated[
        Seconds, Field(gt=0, le=86_400, description="how long a connection is kept on which nothing is asked")
    ] = 75.0
    max_connections: Annotated[Whole, Field(ge=1, le=1_000_000, description="connections of visitors at one time")] = (
        10_000
    )
    max_connections_per_address: Annotated[
        Whole, Field(ge=1, le=1_000_000, description="the same for one address; trusted proxies are not counted")
    ] = 500
    max_body_bytes: Annotated[
        Whole, Field(ge=0, le=1_099_511_627_776, description="largest request body; 0: no limit")
    ] = 268_435_456
    early_hints: Annotated[
        bool,
        Field(
            description="hand on 103 Early Hints of the website; a server before this one must know them: nginx 1.29"
        ),
    ] = False
    prepared_answers: Annotated[
        bool, Field(description="send remembered pages again from bytes that are ready: the same, only sooner")
    ] = True
    min_upload_rate: Annotated[
        Whole, Field(ge=0, le=1_048_576, description="bytes a second a request body must come with on average; 0: any")
    ] = 128


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
    client_certificate: Annotated[
        Path | None, Field(description="certificate that the proxy shows the website (PEM, with its chain)")
    ] = None
    client_key: Annotated[Path | None, Field(description="its key (PEM, not encrypted); none: in the same file")] = None
    networks: Annotated[
        Names,
        AfterValidator(_networks),
        Field(
            description="networks in which the website's address may lie; none: the kind of network (loopback, "
            "private, public) that its name led to first, and link-local addresses never"
        ),
    ] = ()
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
    offer_on_german: Annotated[
        bool, Field(description="add a link to the language that the visitor's browser asks for to German pages")
    ] = False
    notice: Annotated[bool, Field(description="show the notice of machine translation")] = True
    ignore_no_transform: Annotated[bool, Field(description="translate pages with Cache-Control: no-transform too")] = (
        False
    )
    untranslated_selectors: Annotated[
        Names,
        AfterValidator(_selectors),
        Field(description="elements that stay German: pre, .class, #id, p.class"),
    ] = ()


class AccessibilitySettings(_Section):
    """What is repaired on translated pages, how they run from right to left, and the reading view."""

    repairs_off: Annotated[
        Names, AfterValidator(_repairs), Field(description="repairs not to be made; docs/accessibility.md lists them")
    ] = ()
    repair_german: Annotated[bool, Field(description="make the repairs on German pages too")] = False
    mirror: Annotated[bool, Field(description="turn style sheets for languages from right to left")] = True
    unmirrored: Annotated[
        Names, AfterValidator(_paths), Field(description="style sheets that are not turned; * stands for anything")
    ] = ()
    rtl_sheet: Annotated[
        Path | None, Field(description="a style sheet of your own for pages from right to left, loaded last")
    ] = None
    sheet_max_bytes: Annotated[
        Whole, Field(ge=1024, le=67_108_864, description="larger style sheets are not turned")
    ] = 2 * 1024 * 1024
    sheet_seconds: Annotated[
        Seconds, Field(ge=0, le=60, description="what a page waits for its style sheets to be turned the first time")
    ] = 2.0
    sheet_fresh_seconds: Annotated[
        Seconds, Field(ge=0, le=86_400, description="after that a style sheet is fetched again, behind the next page")
    ] = 300.0
    reader: Annotated[bool, Field(description="serve the reading view, and lead to it from the notice")] = True


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
    hot_megabytes: Annotated[
        Whole, Field(ge=0, le=1_048_576, description="translated pages kept ready in memory, in each process")
    ] = 32
    answers: Annotated[
        bool, Field(description="remember what the website answers too: German pages, files, originals of translations")
    ] = True
    answer_megabytes: Annotated[
        Whole, Field(ge=1, le=16_777_216, description="size limit of remembered answers of the website")
    ] = 2048
    largest_answer_megabytes: Annotated[
        Whole, Field(ge=1, le=1_048_576, description="larger answers of the website are not remembered")
    ] = 128
    fresh_seconds: Annotated[
        Seconds,
        Field(ge=0, le=86_400, description="how long is fresh what the website sends without a word about caching"),
    ] = 0.0
    negative_seconds: Annotated[
        Seconds, Field(ge=0, le=86_400, description="the same for errors such as 404 and 410")
    ] = 5.0
    wait_seconds: Annotated[
        Seconds, Field(ge=0, le=300, description="how long a request waits for another one that asks for the same")
    ] = 10.0
    ignored_cookies: Annotated[
        Names, Field(description="cookies that do not make a page personal; * stands for anything")
    ] = ()


class EngineSettings(_Section):
    """What translates."""

    kind: Annotated[Literal["ctranslate2", "identity"], Field(description="engine; identity changes nothing")] = (
        "ctranslate2"
    )
    model: Annotated[
        str, Field(min_length=1, description="model, KEY or KEY@VERSION, of languages that engine.models leaves out")
    ] = "starter"
    models: ModelNames = Field(
        default_factory=dict,
        description="model by language; one that reads English comes after one from German into English",
    )
    policy: Annotated[
        Literal["fixed", "quality", "speed"],
        Field(description="for the other languages: engine.model, or the best or fastest by `stadtlotse models bench`"),
    ] = "fixed"
    decoding: Annotated[
        Literal["fast", "better"],
        Field(description="fast: the quickest answer; better: that at once, and a better one made in the background"),
    ] = "fast"
    pivot: Annotated[bool, Field(description="go by way of English where no model translates directly")] = True
    accept_non_commercial: Annotated[
        bool, Field(description="use models whose licence forbids commercial use; set it only if yours is not")
    ] = False
    canary_models: ModelNames = Field(
        default_factory=dict, description="model on trial by language: it translates a share of the segments"
    )
    canary_percent: Percents = Field(default_factory=dict, description="that share by language, in a hundred")
    canary_default_percent: Annotated[
        Seconds, Field(ge=0, le=100, description="the share of languages that canary_percent leaves out")
    ] = 5.0
    retry_seconds: Annotated[
        Seconds, Field(ge=1, le=86_400, description="how long a model that fails is passed over at first")
    ] = 300.0
    memory_megabytes: Annotated[
        Whole, Field(ge=0, le=10_000_000, description="models in memory; unused ones are unloaded first; 0: no limit")
    ] = 0
    threads: Annotated[
        Whole, Field(ge=0, le=1024, description="threads; 0: as tuned, else one a core that may be used")
    ] = 0
    device: Annotated[Literal["auto", "cpu", "cuda"], Field(description="where the model runs")] = "auto"
    batch_tokens: Annotated[
        Whole, Field(ge=0, le=65_536, description="tokens in one call of the engine; 0: as tuned, else 384")
    ] = 0
    batch_wait_ms: Annotated[Seconds, Field(ge=0, le=1000, description="how long a batch waits for company")] = 5.0
    hang_seconds: Annotated[
        Seconds,
        Field(ge=5, le=3600, description="a call that takes longer hangs: with --workers the engine is started again"),
    ] = 120.0
    min_confidence: Annotated[bool, Field(description="leave German what the model is not confident of")] = True


class LimitSettings(_Section):
    """What one client may ask for; one whose address is not known, behind a proxy that is not trusted, anything."""

    requests_per_second: Annotated[
        Seconds, Field(ge=0, le=100_000, description="requests for translated pages, on average; 0: no limit")
    ] = 20.0
    burst: Annotated[Whole, Field(ge=1, le=1_000_000, description="requests at once")] = 200
    words_per_minute: Annotated[
        Whole, Field(ge=0, le=100_000_000, description="words translated anew, on average; 0: no limit")
    ] = 20_000
    clients: Annotated[Whole, Field(ge=100, le=10_000_000, description="clients that are remembered for this")] = 20_000


class BotSettings(_Section):
    """What search engines and crawlers get."""

    robots: Annotated[bool, Field(description="name languages and sitemaps in the website's robots.txt")] = True
    unreviewed: Annotated[
        Names,
        AfterValidator(_known_languages),
        Field(description="languages that search engines shall not index yet (X-Robots-Tag: noindex)"),
    ] = ()
    verify_seconds: Annotated[
        Seconds, Field(gt=0, le=10, description="how long DNS may take to say that a search engine is one")
    ] = 1.0
    search_engine_words_per_hour: Annotated[
        Whole, Field(ge=0, le=100_000_000, description="words translated anew for verified search engines, together")
    ] = 20_000
    crawler_words_per_hour: Annotated[
        Whole, Field(ge=0, le=100_000_000, description="the same for all other programs")
    ] = 0
    busy_queue: Annotated[
        Whole, Field(ge=0, le=50_000, description="waiting sentences from which on nothing new is done for programs")
    ] = 200


class WarmingSettings(_Section):
    """Translating new pages before their first reader comes."""

    enabled: Annotated[bool, Field(description="look for new and changed pages while serving")] = False
    interval_minutes: Annotated[Seconds, Field(gt=0, le=10_080, description="time between two looks")] = 15.0
    feeds: Annotated[Names, AfterValidator(_paths), Field(description="paths of RSS and Atom feeds to look into")] = ()
    requests_per_second: Annotated[Seconds, Field(gt=0, le=1000, description="requests of warming, on average")] = 2.0
    words_per_round: Annotated[
        Whole, Field(ge=0, le=100_000_000, description="words translated anew after one look, at most; 0: no limit")
    ] = 20_000
    rechecked_pages: Annotated[
        Whole, Field(ge=0, le=100_000, description="known pages asked for a change at each look, in turn")
    ] = 20


class TelemetrySettings(_Section):
    """What ops can measure; none of it holds personal data."""

    metrics: Annotated[
        Literal["separate", "main", "off"],
        Field(description="Prometheus metrics: on a port of their own, under /.stadtlotse/metrics, or not at all"),
    ] = "separate"
    host: Annotated[str, Field(min_length=1, description="address of the separate port")] = "127.0.0.1"
    port: Annotated[Whole, Field(ge=0, le=65535, description="the separate port; 0: any free one")] = 9180
    server_timing: Annotated[
        bool, Field(description="say in Server-Timing what an answer took; everybody can read it")
    ] = False
    degraded_is_ready: Annotated[
        bool, Field(description="/.stadtlotse/ready says yes without an engine, too: pages come in German")
    ] = True
    traces: Annotated[
        str,
        AfterValidator(_traces),
        Field(description="OTLP/HTTP address for traces, such as http://127.0.0.1:4318/v1/traces; empty: none"),
    ] = ""


class GlossarySettings(_Section):
    """What editors decided: terms and corrected translations."""

    database: Annotated[
        Path | str | None,
        BeforeValidator(_database),
        Field(
            repr=False,  # there may be a password in it
            description="its database: a file, or postgresql://user:password@host/name;"
            " none: glossary.sqlite in the data folder of this user",
        ),
    ] = None
    collection: Annotated[
        bool, Field(description="use the terms that come with Stadtlotse, unreviewed, while the database has none")
    ] = True
    drafts: Annotated[bool, Field(description="use terms that nobody has approved yet")] = True
    refresh_seconds: Annotated[
        Seconds, Field(ge=0.1, le=3600, description="how often it is looked whether editors changed something")
    ] = 5.0


class DeskSettings(_Section):
    """The desk at which editors keep terms and correct translations."""

    place: Annotated[
        Literal["main", "separate", "off"],
        Field(description="where it is: under /.stadtlotse/desk/ of the website, on a port of its own, or nowhere"),
    ] = "main"
    host: Annotated[str, Field(min_length=1, description="address of the desk's own port")] = "127.0.0.1"
    port: Annotated[Whole, Field(ge=0, le=65535, description="the desk's own port; 0: any free one")] = 8810
    upload_megabytes: Annotated[Whole, Field(ge=1, le=1000, description="the largest file that can be imported")] = 50
    four_eyes: Annotated[
        bool, Field(description="a change of a term is published by somebody who has not written it")
    ] = False
    register_days: Annotated[
        Whole,
        Field(ge=1, le=3650, description="after so many days without a view a page is no more in the list of texts"),
    ] = 90
    register_pages: Annotated[
        Whole,
        Field(
            ge=100,
            le=10_000_000,
            description="most pages in the list of texts, each language counted; the longest unseen go",
        ),
    ] = 100_000
    audit_folder: Annotated[
        Path | None,
        Field(
            description="folder with reports of `stadtlotse audit --json`; none: audit in the data folder of this user"
        ),
    ] = None
    idle_minutes: Annotated[
        Whole, Field(ge=5, le=1440, description="who does nothing for so long has to sign in again")
    ] = 60
    session_hours: Annotated[Whole, Field(ge=1, le=168, description="and after so long in any case")] = 12
    link_hours: Annotated[
        Whole, Field(ge=1, le=720, description="how long links to set the desk up or to choose a password work")
    ] = 72
    password_length: Annotated[Whole, Field(ge=8, le=64, description="the fewest characters of a password")] = 12
    second_factor: Annotated[
        Names,
        AfterValidator(_roles),
        Field(description="roles that need a second factor when they sign in by password"),
    ] = ("admin",)


class SignOnSettings(_Section):
    """The city's own single sign-on (OpenID Connect) for the desk."""

    issuer: Annotated[
        str,
        AfterValidator(_issuer),
        Field(description="address of the provider, as it names itself; empty: there is none"),
    ] = ""
    client_id: Annotated[str, Field(description="by which the provider knows the desk")] = ""
    client_secret_file: Annotated[
        Path | None, Field(description="file with the desk's secret at the provider; none: it needs none (PKCE only)")
    ] = None
    label: Annotated[str, Field(min_length=1, description="what the button to sign in says")] = "Single Sign-on"
    scopes: Annotated[Names, Field(description="what the provider is asked for besides openid")] = ("profile", "email")
    name_claim: Annotated[str, Field(min_length=1, description="claim that becomes the account's name")] = (
        "preferred_username"
    )
    groups_claim: Annotated[str, Field(min_length=1, description="claim with the groups of somebody")] = "groups"
    roles: Annotated[
        Mapping[str, str], BeforeValidator(_paired), AfterValidator(_group_roles), PlainSerializer(dict)
    ] = Field(
        default_factory=dict,
        description='role of a group, such as { redaktion = "editor" }; who is in none of them may not come in',
    )
    languages: Annotated[
        Mapping[str, str], BeforeValidator(_paired), AfterValidator(_group_languages), PlainSerializer(dict)
    ] = Field(default_factory=dict, description="language that a group's editors may write; without one: all")
    passwords: Annotated[bool, Field(description="names and passwords of the desk's own work, too")] = True

    @model_validator(mode="after")
    def _is_whole(self) -> "SignOnSettings":
        if self.issuer and not (self.client_id and self.roles):
            message = "must have client_id and roles where it has an issuer"
            raise ValueError(message)
        if not self.issuer and not self.passwords:
            message = "must have an issuer where passwords do not work, or nobody could sign in"
            raise ValueError(message)
        return self


class ReportSettings(_Section):
    """What visitors may say of translations: a form that the notice leads to; it needs the desk."""

    enabled: Annotated[
        bool, Field(description="take visitors' reports of wrong translations, and lead to the form from the notice")
    ] = True
    per_client: Annotated[Whole, Field(ge=1, le=10_000, description="reports of one client at once")] = 5
    per_client_hour: Annotated[
        Seconds, Field(gt=0, le=10_000, description="reports of one client an hour, on average")
    ] = 10.0
    clients: Annotated[Whole, Field(ge=100, le=10_000_000, description="clients that are remembered for this")] = 20_000
    per_hour: Annotated[Whole, Field(ge=1, le=1_000_000, description="reports of all visitors in one hour")] = 200
    most: Annotated[
        Whole,
        Field(ge=1, le=10_000_000, description="stored reports; the oldest that are done make room, open ones do not"),
    ] = 20_000
    least_seconds: Annotated[
        Seconds, Field(ge=0, le=600, description="a form that is filled in faster is no person's")
    ] = 3.0


class ApiSettings(_Section):
    """The JSON API, for programs with a token; it is where the desk is."""

    body_megabytes: Annotated[Whole, Field(ge=1, le=1000, description="the largest body of a call")] = 5
    calls_per_second: Annotated[
        Seconds, Field(gt=0, le=10_000, description="calls that a token has on average; five seconds' worth at once")
    ] = 20.0
    words_per_minute: Annotated[
        Whole, Field(ge=1, description="words that a token can have translated; one minute's worth at once")
    ] = 6000


class LogSettings(_Section):
    """What is written to standard error."""

    level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="least level that is written")] = (
        "info"
    )
    format: Annotated[Literal["json", "console"], Field(description="for programs or for people")] = "console"
    addresses: Annotated[bool, Field(description="write visitors' addresses (personal data)")] = False

    @property
    def tells_requests(self) -> bool:
        """Whether there is a line for each request."""
        return self.level in ("debug", "info")


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
    accessibility: AccessibilitySettings = AccessibilitySettings()
    cache: CacheSettings = Field(default_factory=lambda: CacheSettings.model_validate({}))
    engine: EngineSettings = Field(default_factory=lambda: EngineSettings.model_validate({}))
    glossary: GlossarySettings = GlossarySettings()
    desk: DeskSettings = DeskSettings()
    sign_on: SignOnSettings = Field(default_factory=lambda: SignOnSettings.model_validate({}))
    api: ApiSettings = ApiSettings()
    reports: ReportSettings = ReportSettings()
    limits: LimitSettings = LimitSettings()
    bots: BotSettings = BotSettings()
    warming: WarmingSettings = WarmingSettings()
    telemetry: TelemetrySettings = TelemetrySettings()
    log: LogSettings = LogSettings()

    @property
    def takes_reports(self) -> bool:
        """Whether visitors may report translations: somebody must be able to read it."""
        return self.reports.enabled and self.desk.place != "off"

    @property
    def edits_german(self) -> bool:
        """Whether German pages are changed at all."""
        pages = self.pages
        return pages.switcher_on_german or pages.offer_on_german or self.accessibility.repair_german

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
