"""Settings: defaults, file, environment, options, and what is said of mistakes."""

from pathlib import Path

import pytest

from proxy.errors import SettingsError
from proxy.settings import Settings
from proxy.settings_file import line_of, load

FILE = """\
# the city's settings
[origin]
url = "https://cms.stadt.example"

[server]
port = 8080
hosts = [
  "www.stadt.example",
]
[languages]
targets = ["tr", "en"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of settings."""
    path = tmp_path / "stadtlotse.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_defaults_are_safe(tmp_path: Path) -> None:
    """Without a file everything has a value, and nothing listens to the world."""
    settings = load(None, {}, default=tmp_path / "none.toml")
    assert settings == Settings()
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8800)
    assert len(settings.languages.targets) == 9
    assert settings.cache.folder.name == "stadtlotse"


def test_the_last_one_wins(file: Path) -> None:
    """Environment stands over the file, options over both."""
    environment = {"STADTLOTSE_SERVER__PORT": "9000", "STADTLOTSE_LANGUAGES__TARGETS": "uk, ru"}
    settings = load(file, environment, {"server.port": ("--port", 9001), "server.host": ("--host", None)})
    assert settings.server.port == 9001
    assert settings.languages.targets == ("uk", "ru")
    assert settings.server.hosts == ("www.stadt.example",)
    assert settings.origin.url == "https://cms.stadt.example"


def test_settings_are_frozen() -> None:
    """Nobody changes a setting while the proxy runs."""
    with pytest.raises(ValueError, match="frozen"):
        Settings().server.port = 1


MISTAKES = [
    ("[server]\nport = 'http'", 2, 'server.port must be a number from 1 to 65535, got "http"'),
    ("[server]\n\nport = 70000", 3, "server.port must be a number from 1 to 65535, got 70000"),
    ("[server]\nport = true", 2, "server.port must be a number, got true"),
    ("[server]\nprot = 1", 2, 'there is no "prot" in [server]; did you mean "port"?'),
    ("[servr]\nport = 1", 1, 'there is no "servr" in the settings; did you mean "server"?'),
    ("server.port = 0", 1, "server.port must be a number from 1 to 65535, got 0"),
    ("server = { port = 0 }", 1, "server.port must be a number from 1 to 65535, got 0"),
    ("server = 1", 1, "server must be a section, [server], or a key inside of one"),
    ("[server]\nport = = 1", 2, "not valid TOML: Invalid value"),
    ("[server]\nport = [1", 2, "not valid TOML"),
    ("[origin]\nurl = 'ftp://x'", 2, "origin.url must be scheme and host"),
    ("[origin]\nurl = 'http://x/y'", 2, "origin.url must be scheme and host"),
    ("[origin]\nurl = 'http://u:p@x'", 2, "origin.url must be scheme and host"),
    ("[origin]\nurl = 'http://x:99999'", 2, "origin.url must be scheme and host"),
    ("[origin]\nhost_header = 'x'", 2, 'origin.host_header must be one of "preserve", "origin", got "x"'),
    ("[origin]\nread_seconds = 0", 2, "origin.read_seconds must be a number above 0 to 3600, got 0"),
    ("[languages]\ntargets = ['xx']", 2, "languages.targets must hold codes of known languages"),
    ("[languages]\ntargets = ['tr', 'tr']", 2, "each only once"),
    ("[languages]\ntargets = ['de']", 2, 'languages.targets must not hold the source language "de"'),
    ("[languages]\nsource = 'en'", 2, 'languages.source must be "de", got "en"'),
    ("[pages]\nnotice = 'maybe'", 2, 'pages.notice must be true or false, got "maybe"'),
    ("[pages]\nexcluded_paths = ['api']", 2, 'must hold paths that start with "/", not "api"'),
    ("[pages]\nuntranslated_selectors = ['a > b']", 2, "must hold simple selectors"),
    ("[server]\ntrusted_proxies = ['x']", 2, "must hold addresses or networks"),
    ("[server]\nhosts = ['http://x']", 2, "must hold host names"),
    ("[cache]\nfolder = 3", 2, "cache.folder must be a path, got 3"),
    ("[cache]\nignored_cookies = 5", 2, "cache.ignored_cookies must be a list of texts, got 5"),
]


@pytest.mark.parametrize(("text", "line", "said"), MISTAKES)
def test_mistakes_in_the_file(tmp_path: Path, text: str, line: int, said: str) -> None:
    """A mistake is told with file, line, key and what is allowed."""
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, {})
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert said in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One start shows everything that is wrong."""
    path = tmp_path / "s.toml"
    path.write_text("[server]\nport = 0\nhsot = 'x'\n[log]\nlevel = 'loud'\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, {})
    assert [line.split(": ")[0].rpartition(" ")[2] for line in str(caught.value).splitlines()] == ["2", "3", "5"]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"STADTLOTSE_SERVER__PORT": "x"}, "environment variable STADTLOTSE_SERVER__PORT: server.port must be"),
        ({"STADTLOTSE_SERVER__PROT": "1"}, 'no such setting; did you mean "STADTLOTSE_SERVER__PORT"?'),
        ({"STADTLOTSE_PORT": "1"}, "environment variable STADTLOTSE_PORT: there is no such setting"),
    ],
)
def test_mistakes_in_the_environment(file: Path, environment: dict[str, str], said: str) -> None:
    """A mistake in the environment is told with the variable's name."""
    with pytest.raises(SettingsError) as caught:
        load(file, environment)
    assert said in str(caught.value)


def test_mistakes_in_options_and_files(tmp_path: Path, file: Path) -> None:
    """An option's mistake names the option; a file that is not there is missed only if it was asked for."""
    with pytest.raises(SettingsError, match=r"option --origin: origin.url must be"):
        load(file, {}, {"origin.url": ("--origin", "stadt")})
    with pytest.raises(SettingsError, match="there is no such file"):
        load(tmp_path / "none.toml", {})
    (tmp_path / "latin.toml").write_bytes(b"# \xfc\n")
    with pytest.raises(SettingsError, match="cannot be read as UTF-8"):
        load(tmp_path / "latin.toml", {})


def test_every_setting_is_described() -> None:
    """The table of settings is its own documentation."""
    for section in Settings.model_fields.values():
        assert isinstance(section.annotation, type)
        for name, field in section.annotation.model_fields.items():
            assert field.description, name


def test_line_of() -> None:
    """The line of a key is found in tables, dotted keys and inline tables."""
    assert line_of(FILE, ("server", "hosts")) == 7
    assert line_of(FILE, ("server", "nothing")) == 5
    assert line_of(FILE, ("nothing",)) is None
    assert line_of("a.b = 1", ("a", "b")) == 1
    assert line_of('["a"]\n"b" = 1', ("a", "b")) == 2
