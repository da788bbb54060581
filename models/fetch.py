"""Fetches a model's published files with huggingface-hub (the extra `[pull]`): pinned, resumable, checked.

The usual variables of the environment name a proxy (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE). No account is used and
nothing is told of this machine. A folder that was fetched says so in `fetched.json`: commit, sizes, checksums; it can
be carried to a machine without a network.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import StringConstraints, TypeAdapter, ValidationError

from models.catalogue import Model
from models.errors import ObtainingError
from models.files import FileFacts, chunks, facts_of, write
from models.install import folder_errors

FETCHED: Final = "fetched.json"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_WANTED: Final = (
    *("config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json"),
    *("vocab.json", "target_vocab.json", "tokenizer.json", "added_tokens.json", "*.spm", "*.model"),
    *("LICENSE*", "NOTICE*", "README.md"),
)
_SAFE: Final = ("model.safetensors", "model-*.safetensors", "model.safetensors.index.json")
_PICKLED: Final = ("pytorch_model.bin", "pytorch_model-*.bin", "pytorch_model.bin.index.json")

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, and from where; it is written beside the files."""

    key: str
    hub: str
    revision: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
    files: tuple[FileFacts, ...]


@dataclass(frozen=True, slots=True)
class _Remote:
    """A file as the hub lists it: `sha256` of large ones, `blob` (git's checksum) of small ones."""

    name: str
    size: int
    sha256: str
    blob: str


_FETCHED: Final = TypeAdapter(Fetched)


def full_commit(revision: str) -> str:
    """Return a commit that was asked for; raises `ObtainingError` where it is a branch, a tag or not whole."""
    if not _COMMIT.fullmatch(revision):
        message = f"--revision {revision!r} is not a full commit (40 digits, small letters): a branch or tag may change"
        raise ObtainingError(message)
    return revision


def newest_commit(model: Model, mirror: str = "") -> str:
    """Ask the hub for a model's newest commit; raises `ObtainingError`."""
    hub = _hub()
    try:
        found = hub.HfApi(endpoint=mirror.rstrip("/") or None, token=False).model_info(model.hub, timeout=30).sha
    except _errors(hub) as error:
        message = _unreachable(model, error)
        raise ObtainingError(message) from error
    if not _COMMIT.fullmatch(str(found)):
        message = f"{model.hub} does not say which commit is its newest ({found!r}): give --revision"
        raise ObtainingError(message)
    return str(found)


def fetch(
    model: Model,
    folder: Path,
    revision: str,
    *,
    mirror: str = "",
    allow_pickle: bool = False,
    advance: Advance = lambda _done, _total: None,
) -> Fetched:
    """Fetch into `folder`, going on where an earlier try ended; `advance` hears of bytes done and of all.

    Raises `ObtainingError`, or `ModelFolderError` where the folder cannot be written.
    """
    hub = _hub()
    endpoint = mirror.rstrip("/") or None
    with folder_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    try:
        listed = hub.HfApi(endpoint=endpoint, token=False).model_info(
            model.hub, revision=revision, files_metadata=True, timeout=30
        )
        chosen = _chosen(model, _remotes(listed.siblings), allow_pickle=allow_pickle)
        _refuse(model, revision, str(listed.sha), sum(each.size for each in chosen), free)
        for each, hear in _announced(chosen, advance):
            hub.hf_hub_download(
                model.hub,
                each.name,
                revision=revision,
                local_dir=folder,
                endpoint=endpoint,
                token=False,
                tqdm_class=_bar(hub, hear),
            )
            _check(folder / each.name, each)
    except _errors(hub) as error:
        message = _unreachable(model, error)
        raise ObtainingError(message) from error
    fetched = Fetched(model.key, model.hub, revision, tuple(facts_of(folder / each.name) for each in chosen))
    write(folder / FETCHED, (json.dumps(asdict(fetched), indent=2).encode(),))
    return fetched


def read_fetched(folder: Path) -> Fetched | None:
    """Read what a folder says of itself, and check every file it names; None if it says nothing."""
    try:
        fetched = _FETCHED.validate_json((folder / FETCHED).read_bytes())
        found = tuple(facts_of(folder / each.name) for each in fetched.files)
    except FileNotFoundError as error:
        if error.filename == str(folder / FETCHED):
            return None
        message = f"{error.filename} is missing, though {FETCHED} names it; fetch or copy the folder anew"
        raise ObtainingError(message) from error
    except (OSError, ValidationError) as error:
        message = f"{folder / FETCHED} cannot be read: {error}; fetch or copy the folder anew"
        raise ObtainingError(message) from error
    wrong = [mine.name for mine, theirs in zip(found, fetched.files, strict=True) if mine != theirs]
    if wrong:
        message = f"{folder}: {', '.join(wrong)} changed since it was fetched; fetch or copy the folder anew"
        raise ObtainingError(message)
    return fetched


def _hub() -> Any:
    # Its own accelerator goes past proxies and mirrors; telemetry is nobody's business. Both are read on import.
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        import huggingface_hub  # noqa: PLC0415
    except ImportError as error:
        message = (
            "pulling needs huggingface-hub: pip install 'stadtlotse[pull]', or bring a folder or an archive "
            "that was fetched elsewhere with --from FOLDER"
        )
        raise ObtainingError(message) from error
    return huggingface_hub


def _unreachable(model: Model, error: Exception) -> str:
    return (
        f"{model.hub} could not be fetched: {type(error).__name__}: {error}; try again "
        "(it goes on where it ended), set HTTPS_PROXY or --mirror, or bring a folder fetched elsewhere with --from"
    )


def _announced(chosen: Sequence[_Remote], advance: Advance) -> Iterator[tuple[_Remote, Callable[[int], None]]]:
    """Go through the files, each with what hears how many of its bytes have arrived."""
    total, done = sum(each.size for each in chosen), 0
    for each in chosen:
        advance(done, total)
        yield each, _counting(advance, done, total)
        done += each.size
    advance(done, total)


def _counting(advance: Advance, before: int, total: int) -> Callable[[int], None]:
    return lambda arrived: advance(before + arrived, total)


def _bar(hub: Any, hear: Callable[[int], None]) -> type[Any]:
    """Make the class with which the library tells how many bytes of a file have arrived."""

    class Bar(hub.utils.tqdm):  # type: ignore[misc]
        arrived = 0

        def update(self, n: float | None = 1) -> None:
            self.arrived += int(n or 0)
            hear(self.arrived)

    return Bar


def _errors(hub: Any) -> tuple[type[Exception], ...]:
    """What the hub's library raises, and the HTTP client below it, which it does not translate everywhere."""
    above = hub.errors.HfHubHTTPError.__mro__
    return (
        ValueError,
        RuntimeError,
        *(each for each in above if issubclass(each, Exception) and each is not Exception),
    )


def _remotes(siblings: Iterable[Any]) -> tuple[_Remote, ...]:
    return tuple(
        _Remote(
            str(each.rfilename),
            int(each.size or 0),
            str(each.lfs.sha256) if each.lfs else "",
            str(each.blob_id or ""),
        )
        for each in siblings
        if "/" not in each.rfilename
    )


def _chosen(model: Model, there: Sequence[_Remote], *, allow_pickle: bool) -> tuple[_Remote, ...]:
    """Files of the model, no code; weights in safetensors, or pickled ones with leave where there are no others."""
    names = [each.name for each in there]
    weights = _matching(names, _SAFE)
    if not weights:
        weights = _matching(names, _PICKLED)
        if weights and not allow_pickle:
            message = (
                f"{model.hub} has its weights pickled only, which may run code when they are read: "
                "give --allow-pickle if you trust whoever made them (they are read as weights only)"
            )
            raise ObtainingError(message)
    if not weights:
        message = f"{model.hub} has no weights that can be converted, only {', '.join(names) or 'nothing'}"
        raise ObtainingError(message)
    wanted = {*weights, *_matching(names, _WANTED)}
    return tuple(each for each in there if each.name in wanted)


def _matching(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    return [name for name in names if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)]


def _refuse(model: Model, wanted: str, got: str, total: int, free: int) -> None:
    if got != wanted:
        message = f"{model.hub} answers for commit {got}, not for {wanted}: do not use this mirror"
        raise ObtainingError(message)
    if total > free:
        message = f"{model.key} needs {total / 1e6:.0f} MB, there are {free / 1e6:.0f} MB left: make room"
        raise ObtainingError(message)


def _check(path: Path, remote: _Remote) -> None:
    """Compare with what the hub lists: SHA-256 of large files, git's checksum of small ones."""
    found = facts_of(path)
    digest = hashlib.sha1(f"blob {found.size}\0".encode(), usedforsecurity=False)
    for part in () if remote.sha256 else chunks((path,)):
        digest.update(part)
    same = found.sha256 == remote.sha256 if remote.sha256 else remote.blob in ("", digest.hexdigest())
    if not same or found.size != remote.size:
        path.unlink()
        message = f"{remote.name} is not what the hub lists (damaged on the way?); it was removed"
        raise ValueError(message)
