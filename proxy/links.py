"""Origin link to visitor link and back: which path a link of the site has in a language.

Pure: texts in, texts out; used for pages (hrefs, actions, srcsets) and for headers (Location, Referer).
A link is resolved as a browser would (WHATWG URL 4.4: backslashes are slashes, tabs and line ends go,
`%2e` is a dot); if what it leads to in the visitor's language already is the right page, it stays as it
was written, else only the prefix of its path changes. Percent-encodings, queries and fragments are never
touched.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

RESERVED: Final = ".stadtlotse"
"""First path segment of everything that is ours: desk, assets, health."""

# Links to files keep the German path: a file is the same in every language, and is cached once.
_FILES: Final = """
7z aac ai apk atom avi avif bin bmp bz2 bz csv css cur dbf deb dmg doc docm docx dot dotx dwg dxf
eot eps epub exe flac flv geojson gif gml gpkg gpx gz heic heif ico ics iso jar jpe jpeg jpg js json
jsonld jxl kml kmz m3u8 m4a m4v map mid mjs mkv mov mp3 mp4 mpd mpeg mpg msi n3 nq nt odg odp ods
odt ogg oga ogv opus otf p7m p7s parquet pbf pdf pkg png ppt pptm pptx ps psd rar rdf rss rtf shp
shx sql svg svgz swf tar tgz tif tiff topojson tsv ttf ttl txt vcf wasm wav webm webmanifest webp
wfs wma wmv woff woff2 xls xlsm xlsx xml xsd xsl xslt xz yaml yml zip zst
"""
FILE_EXTENSIONS: Final = frozenset(_FILES.split())

_AROUND: Final = "".join(map(chr, range(0x21)))  # WHATWG URL 4.4: C0 controls and space go from both ends
_INNER: Final = str.maketrans("", "", "\t\n\r")  # ... and tab and line ends from everywhere
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ABSOLUTE: Final = re.compile(r"((https?):)?//([^/\\?#]*)", re.IGNORECASE)
_PATH_END: Final = re.compile(r"[?#]")
_PLAIN: Final = re.compile(r"/(?![/\\])[^\\?#\s]*(?=[?#]|\Z)")  # a root-relative path with nothing odd in it
_DOTTED: Final = re.compile(r"(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)", re.IGNORECASE)
_DEFAULT_PORT: Final = {"http": ":80", "https": ":443"}


class _Parts(NamedTuple):
    before: str
    """Scheme and authority as the visitor shall see them, or ""."""
    path: str
    after: str
    """Query and fragment, with their marks."""


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """The site as one visitor sees it, in one language (None: German, where paths stay as they are)."""

    language: str | None
    public_origin: str
    """Scheme and authority under which the visitor came: `https://www.stadt.example`."""
    own_hosts: frozenset[str]
    """Lower-case `host` or `host:port` that mean this site: public names, aliases, the internal origin."""
    excluded_paths: tuple[str, ...]
    """Path patterns that stay German; see `path_matches`."""
    targets: tuple[str, ...]

    @property
    def prefix(self) -> str:
        return f"/{self.language}" if self.language else ""

    def to_visitor(self, url: str, base_path: str) -> str:
        """The link a visitor gets for `url` as it stands on the German page `base_path`.

        `base_path` is the page's German path, or an absolute URL where `<base>` says so.
        """
        plain = _PLAIN.match(url)
        if plain and not _DOTTED.search(plain.group()):  # nine links of ten
            return url if self._stays(plain.group()) else self.prefix + url
        text = url.strip(_AROUND).translate(_INNER)
        if not text or text[0] in "#?":
            return url
        base = self._base(base_path)
        parts = self._parts(text)
        if parts is None or (base is None and not parts.before):
            return url
        mapped = self._mapped(parts, base or "/")
        return url if mapped == text else _framed(url, mapped)

    def base_href(self, url: str, page_path: str) -> str:
        """The `href` of `<base>`: as `to_visitor`, but always prefixed, for the sake of relative links."""
        text = url.strip(_AROUND).translate(_INNER)
        parts = self._parts(text) if text and text[0] not in "#?" else None
        if parts is None:
            return url
        path = resolve(page_path, parts.path or "/")
        if self._is_prefixed(path):
            return url
        return parts.before + (self.prefix + path if self.prefix else _rooted(path)) + parts.after

    def to_german(self, url: str) -> str:
        """The same place without a language prefix; for links that come back from the visitor (Referer)."""
        parts = self._parts(url)
        if parts is None or not parts.path.startswith("/"):
            return url
        path = self.german_path(parts.path)
        return url if path == parts.path else parts.before + path + parts.after

    def in_language(self, path: str, language: str | None) -> str:
        """The path (with its query) of the same page in another language; None or the source is German."""
        german = self.german_path(path)
        return f"/{language}{_unguarded(german)}" if language in self.targets else german

    def german_path(self, path: str) -> str:
        """A path without its language prefix; one that would read as `//host` is written `/.//host`."""
        first, slash, rest = path[1:].partition("/")
        if _PATH_END.split(first, maxsplit=1)[0] not in self.targets or not path.startswith("/"):
            return path
        bare = _PATH_END.search(first)
        if bare:  # `/tr?x=1`
            return "/" + first[bare.start() :] + slash + rest
        return _rooted("/" + rest)

    def absolute(self, path: str) -> str:
        """A root-relative path as an absolute URL of the public site."""
        return self.public_origin + path

    def is_own(self, authority: str, scheme: str = "https") -> bool:
        """Whether `host[:port]` means this site."""
        name = _normal(authority, scheme)
        with_port = name + _DEFAULT_PORT.get(scheme.lower(), "")
        return self._is_public(authority, scheme) or name in self.own_hosts or with_port in self.own_hosts

    def _is_public(self, authority: str, scheme: str) -> bool:
        own_scheme, _, own = self.public_origin.partition("://")
        return _normal(authority, scheme) == _normal(own, own_scheme)

    def _stays(self, path: str) -> bool:
        """Whether a resolved German path is the same for visitors of every language."""
        return (
            not self.language
            or self._is_prefixed(path)
            or is_file(path)
            or path == f"/{RESERVED}"
            or path.startswith(f"/{RESERVED}/")
            or path_matches(path, self.excluded_paths)
        )

    def _is_prefixed(self, path: str) -> bool:
        return path[1:].partition("/")[0] in self.targets

    def _parts(self, text: str) -> _Parts | None:
        """A link to this site in three parts; None for a link to anywhere else."""
        absolute = _ABSOLUTE.match(text)
        if absolute is None:
            if _SCHEME.match(text) or (text[:1] in ("/", "\\") and text[1:2] in ("/", "\\")):
                return None  # another scheme, or another host in a disguise such as `/\host`
            return _Parts("", *_split_path(text))
        scheme = absolute[2] or self.public_origin.partition(":")[0]
        if not self.is_own(absolute[3], scheme):
            return None
        before = absolute[0]
        if not self._is_public(absolute[3], scheme):  # an internal name: visitors cannot reach it
            before = self.public_origin[0 if absolute[2] else self.public_origin.index("//") :]
        path, after = _split_path(text[absolute.end() :])
        return _Parts(before, path, after)

    def _base(self, base_path: str) -> str | None:
        """The German path relative links start from; None if they lead to another site."""
        if base_path.startswith("/") and not base_path.startswith("//"):
            return _split_path(base_path)[0]
        parts = self._parts(base_path)
        return parts.path if parts and parts.before else None

    def _mapped(self, parts: _Parts, base: str) -> str:
        path = parts.path or "/"
        german = resolve(base, path)
        wanted = german if self._stays(german) else self.prefix + german
        if resolve(self.prefix + base, path) == wanted:
            return parts.before + parts.path + parts.after
        written = self.prefix + path
        if path[0] in "/\\" and wanted != german and resolve("/", written) == wanted:
            return parts.before + written + parts.after
        return parts.before + (wanted if parts.before else _rooted(wanted)) + parts.after


def resolve(base_path: str, path: str) -> str:
    """An absolute path for `path` as found at `base_path`, dot segments removed (WHATWG URL, path state)."""
    segments = path.replace("\\", "/").split("/")
    if path[:1] not in ("/", "\\"):
        segments = base_path.split("/")[:-1] + segments
    if not _DOTTED.search(path) and not _DOTTED.search(base_path):
        return "/".join(segments) or "/"
    kept: list[str] = []
    for segment in segments[1:]:
        dots = segment.lower().replace("%2e", ".")
        if dots == "..":
            del kept[-1:]
        elif dots != ".":
            kept.append(segment)
    if segments[-1].lower().replace("%2e", ".") in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def is_file(path: str) -> bool:
    """Whether a path names a file by its extension: a document to load, not a page to read."""
    name = path.rpartition("/")[2].partition(";")[0]
    _, dot, extension = name.rpartition(".")
    return bool(dot) and extension.lower() in FILE_EXTENSIONS


def path_matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path lies under one of the patterns.

    `/intern` is `/intern` and all below it, not `/international`; `*` stands for any characters:
    `/api*`, `/*/druck`.
    """
    return bool(patterns) and _pattern(patterns).match(path) is not None


@lru_cache(maxsize=64)
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    texts = [re.escape(each.rstrip("/")).replace(r"\*", ".*") for each in patterns]
    return re.compile("(?:" + "|".join(texts) + ")(?:/|$)", re.DOTALL)


def _split_path(text: str) -> tuple[str, str]:
    end = _PATH_END.search(text)
    return (text[: end.start()], text[end.start() :]) if end else (text, "")


def _rooted(path: str) -> str:
    """A path that cannot be read as `//host`: the dot segment goes when the link is followed."""
    return "/." + path if path[1:2] in ("/", "\\") else path


def _unguarded(path: str) -> str:
    return path[2:] if path.startswith("/./") and path[3:4] in ("/", "\\") else path


def _framed(url: str, text: str) -> str:
    """New text inside the white space that stood around the old."""
    start = len(url) - len(url.lstrip(_AROUND))
    return url[:start] + text + url[len(url.rstrip(_AROUND)) :]


def _normal(authority: str, scheme: str) -> str:
    """Lower case, without the scheme's own port, ASCII (RFC 3986 6.2.3; IDNA)."""
    host = authority.lower().removesuffix(_DEFAULT_PORT.get(scheme.lower(), "\0"))
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
