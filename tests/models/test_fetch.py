"""Fetching from a hub: a small mirror on the loopback interface that serves, breaks off, lies and answers late."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from models.catalogue import Model, load_catalogue
from models.errors import ObtainingError
from models.fetch import FETCHED, fetch, pinned_revision, read_fetched

# Of what is on the way, the library keeps whole pieces of ten megabytes.
_BREAK = 15_000_000
COMMIT = "0123456789abcdef0123456789abcdef01234567"
MODEL = replace(load_catalogue().get("m2m100-418m"), revision=COMMIT)
FILES = {
    "config.json": b"{}",
    "sentencepiece.bpe.model": b"pieces" * 100,
    "vocab.json": b"{}",
    "model.safetensors": bytes(range(256)) * 4000,
    "run_me.py": b"print('evil')",
    "pytorch_model.bin": b"pickle",
}


@dataclass
class Mirror:
    """What a mirror serves and how; `asked` is what it was asked for."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    commit: str = COMMIT
    damaged: str = ""
    breaks_off: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def listing(self, _request: web.Request) -> web.Response:
        """The list of files, with their checksums."""
        siblings = [
            {"rfilename": name, "size": len(data), "blobId": _blob(data)}
            | (
                {"lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 1}}
                if large
                else {}
            )
            for name, data in self.files.items()
            for large in [len(data) > 1000]
        ]
        return web.json_response({"id": MODEL.hub, "modelId": MODEL.hub, "sha": self.commit, "siblings": siblings})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """One file, from where it is wanted."""
        name = request.match_info["name"]
        data = self.files[name] if name != self.damaged else bytes(len(self.files[name]))
        wanted = request.headers.get("Range", "")
        self.asked.append((f"{request.method} {name}", wanted))
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
        headers = {"ETag": f'"{hashlib.sha256(self.files[name]).hexdigest()}"', "X-Repo-Commit": self.commit}
        headers |= {"Accept-Ranges": "bytes", "Content-Length": str(len(data) - start)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        answer = web.StreamResponse(status=206 if start else 200, headers=headers)
        await answer.prepare(request)
        if request.method == "GET":
            if self.breaks_off and len(data) > 1000:
                self.breaks_off -= 1
                await answer.write(data[start : start + _BREAK])
                await asyncio.sleep(0.1)
                assert request.transport is not None
                request.transport.abort()
                return answer
            await answer.write(data[start:])
        return answer


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@asynccontextmanager
async def serving(mirror: Mirror) -> AsyncIterator[str]:
    """Serve a mirror on the loopback interface; give its address."""
    pytest.importorskip("huggingface_hub")
    app = web.Application()
    app.router.add_get("/api/models/{owner}/{repo}/revision/{revision}", mirror.listing)
    app.router.add_get("/{owner}/{repo}/resolve/{revision}/{name}", mirror.file)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def fetched(model: Model, folder: Path, mirror: Mirror, *, allow_pickle: bool = False) -> list[tuple[int, int]]:
    """Fetch on a thread, as a command does; return what was heard of progress."""
    heard: list[tuple[int, int]] = []
    async with serving(mirror) as address:
        await asyncio.to_thread(
            fetch,
            model,
            folder,
            COMMIT,
            mirror=address,
            allow_pickle=allow_pickle,
            advance=lambda done, total: heard.append((done, total)),
        )
    return heard


def names_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder."""
    return {each.name for each in folder.iterdir() if each.is_file()}


async def test_what_is_needed_is_fetched_and_checked(tmp_path: Path) -> None:
    """Weights in safetensors, configuration and tokenizers; neither code nor pickle; checksums are recorded."""
    heard = await fetched(MODEL, tmp_path, Mirror())
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert names_in(tmp_path) == {"config.json", "sentencepiece.bpe.model", "vocab.json", "model.safetensors", FETCHED}
    assert (tmp_path / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    record = read_fetched(tmp_path)
    assert record is not None
    assert (record.hub, record.revision) == (MODEL.hub, COMMIT)
    assert heard[0][0] == 0
    assert heard[-1] == (sum(each.size for each in record.files),) * 2


async def test_an_interrupted_fetch_goes_on(tmp_path: Path) -> None:
    """What has arrived is not fetched again."""
    weights = bytes(range(250)) * 80_000
    mirror = Mirror(FILES | {"model.safetensors": weights}, breaks_off=1)
    try:
        await fetched(MODEL, tmp_path, mirror)
    except ObtainingError as error:
        assert "it goes on where it ended" in str(error)  # noqa: PT017
        await fetched(MODEL, tmp_path, mirror)
    assert (tmp_path / "model.safetensors").read_bytes() == weights
    ranges = [wanted for what, wanted in mirror.asked if what == "GET model.safetensors" and wanted]
    assert ranges
    assert not ranges[-1].startswith("bytes=0-")


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
async def test_damage_on_the_way_is_noticed(tmp_path: Path, name: str) -> None:
    """Large and small files are compared with what the hub lists, and the damaged one is removed."""
    with pytest.raises(ObtainingError, match=f"{name} is not what the hub lists"):
        await fetched(MODEL, tmp_path, Mirror(damaged=name))
    assert not (tmp_path / name).exists()


async def test_another_commit_is_refused(tmp_path: Path) -> None:
    """A mirror that answers for another commit is not used."""
    with pytest.raises(ObtainingError, match="do not use this mirror"):
        await fetched(MODEL, tmp_path, Mirror(commit="f" * 40))


async def test_pickled_weights_are_fetched_with_leave_only(tmp_path: Path) -> None:
    """Without safetensors the message names the option."""
    files = {name: data for name, data in FILES.items() if name != "model.safetensors"}
    with pytest.raises(ObtainingError, match="--allow-pickle"):
        await fetched(MODEL, tmp_path, Mirror(files))
    await fetched(MODEL, tmp_path, Mirror(files), allow_pickle=True)
    assert (tmp_path / "pytorch_model.bin").read_bytes() == b"pickle"


async def test_a_repository_without_weights_is_refused(tmp_path: Path) -> None:
    """The message says what is there instead."""
    with pytest.raises(ObtainingError, match=r"has no weights .*only config\.json"):
        await fetched(MODEL, tmp_path, Mirror({"config.json": b"{}"}))


def test_a_mirror_that_is_not_there(tmp_path: Path) -> None:
    """Whatever the libraries below raise, the message says what to do."""
    pytest.importorskip("huggingface_hub")
    with pytest.raises(ObtainingError, match="set HTTPS_PROXY or --mirror"):
        fetch(MODEL, tmp_path, COMMIT, mirror="http://127.0.0.1:9")


async def test_a_folder_that_changed_since_is_refused(tmp_path: Path) -> None:
    """Damage on a stick is noticed, and so is a file that is gone."""
    await fetched(MODEL, tmp_path, Mirror())
    (tmp_path / "vocab.json").write_bytes(b"[]")
    with pytest.raises(ObtainingError, match=r"vocab\.json changed since it was fetched"):
        read_fetched(tmp_path)
    (tmp_path / "vocab.json").unlink()
    with pytest.raises(ObtainingError, match=r"vocab\.json is missing"):
        read_fetched(tmp_path)


def test_a_folder_that_says_nothing(tmp_path: Path) -> None:
    """It may have been fetched in another way."""
    assert read_fetched(tmp_path) is None


def test_the_commit_is_the_catalogues_or_given() -> None:
    """Never a branch, and never none."""
    assert pinned_revision(MODEL, "") == COMMIT
    assert pinned_revision(replace(MODEL, revision=""), "a" * 40) == "a" * 40
    for wanted, message in (("", "names no commit"), ("main", "is not a full commit")):
        with pytest.raises(ObtainingError, match=message):
            pinned_revision(replace(MODEL, revision=""), wanted)
